package org.muster.parallel;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.muster.parallel.memory.WaitingBoard;

/// What all shared objects have in common: who waits for them.
public final class Shared {

  private static final Duration LONG = Duration.ofSeconds(10);

  private Shared() {}

  /// A thread that waits for a shared object.
  ///
  /// @param pid its process
  /// @param who the worker or cell, if it is one, and the thread
  /// @param what the operation, and the object with the start of its id
  /// @param since when
  /// @param heldBy who has what it waits for, where that is known; else empty
  public record Waiter(long pid, String who, String what, Instant since, String heldBy) {

    @Override
    public String toString() {
      String text =
          "%s of process %d waits in %s for %d s"
              .formatted(who, pid, what, Duration.between(since, Instant.now()).toSeconds());
      return heldBy.isEmpty() ? text : text + ": " + heldBy;
    }
  }

  /// The threads of all processes of this user that have waited for a shared object for more than
  /// ten seconds. Where two wait for each other, this shows it.
  public static List<Waiter> waiting() {
    return waiting(LONG);
  }

  /// As [#waiting()], for another time.
  ///
  /// @param longerThan at least; a wait is first seen after half a second
  public static List<Waiter> waiting(Duration longerThan) {
    Instant before = Instant.now().minus(longerThan);
    return WaitingBoard.all().stream()
        .filter(entry -> !entry.since().isAfter(before))
        .map(entry ->
            new Waiter(entry.pid(), entry.who(), entry.what(), entry.since(), entry.heldBy()))
        .sorted(Comparator.comparing(Waiter::since))
        .toList();
  }
}
