package org.muster.parallel.memory;

import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.muster.parallel.memory.Header.State;
import org.muster.parallel.memory.SegmentFiles.Found;

/// Who has a name. There is no register: a name is part of a segment's label, and whoever wants to
/// know looks at the segments of all processes.
///
/// **How one of several makers wins.** Each first makes its segment, so that the others can see it,
/// and then looks. A name whose segment is ready is taken. Of two that are both coming, the one
/// with the larger id gives way, and the one with the smaller id waits until the other has given
/// way, is gone, or is ready after all, because it looked first. So at least one of any two sees
/// the other, and never do both win or both wait.
final class Naming {

  private static final long PATIENCE_NANOS = 5_000_000_000L;
  private static final long LOOK_AGAIN_NANOS = 1_000_000;
  private static final int SHOWN = 5;

  private Naming() {}

  /// Returns if this segment, which is coming, may have the name.
  ///
  /// @throws IllegalStateException if another one has it
  static void claim(String name, UUID id) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      Found rival = null;
      List<Found> others = named(name).filter(found -> !found.id().equals(id)).toList();
      for (Found other : others) {
        State state = Header.stateOf(other.file());
        boolean first = state == State.COMING && other.id().compareTo(id) < 0;
        if (state == State.READY || first) {
          throw new IllegalStateException(
              """
              there is a shared object named `%s` already (process %d has it). Attach to it, or \
              take another name; `unlink()` frees a name.\
              """
                  .formatted(name, other.pid()));
        }
        rival = state == State.COMING ? other : rival;
      }
      if (rival == null) {
        return;
      }
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException(
            "process %d has been making `%s` for %d s; it hangs or is stopped"
                .formatted(rival.pid(), name, PATIENCE_NANOS / 1_000_000_000L));
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
  }

  private static Stream<Found> named(String name) {
    return SegmentFiles.HERE.all().filter(found -> found.name().equals(name));
  }

  /// The segments of this name, each as often as there are processes that have it.
  static Stream<Found> ready(String name) {
    return named(name).filter(found -> Header.stateOf(found.file()) == State.READY);
  }

  static NoSuchElementException nothingNamed(String name) {
    Set<String> names = new TreeSet<>();
    SegmentFiles.HERE
        .all()
        .filter(found -> !found.name().isEmpty())
        .filter(found -> Header.stateOf(found.file()) == State.READY)
        .forEach(found -> names.add(found.name()));
    Optional<String> closest = ObjectName.closest(name, names);
    String hint =
        closest
            .map("Did you mean `%s`?"::formatted)
            .orElseGet(() ->
                names.isEmpty()
                    ? "No process of this user has a named one."
                    : "There are: %s.".formatted(shown(names)));
    return new NoSuchElementException(
        """
        there is no shared object named `%s`: it was never made, was unlinked, or was closed by \
        every process that had it. %s\
        """
            .formatted(name, hint));
  }

  private static String shown(Set<String> names) {
    List<String> first = names.stream().limit(SHOWN).map("`%s`"::formatted).toList();
    int more = names.size() - first.size();
    return String.join(", ", first)
        + (more > 0 ? String.format(Locale.ROOT, " and %d more", more) : "");
  }
}
