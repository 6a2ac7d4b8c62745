package org.muster.parallel.closure;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.WorkerLocal;
import org.muster.parallel.spi.CellClass;

/// Finds the class loader for a task: the newest generation if the versions of the task's classes
/// agree with what that has, else a new one. An older one is forgotten here; it ends when the last
/// task that was made with it does.
///
/// Each run of a cell brings classes of other names, and a class goes only with its loader. So
/// there is a new generation, too, when the newest has more than [#MOST_IDLE] classes that none of
/// the last [#RECENT] tasks needed: one in some hundred cells pays some milliseconds for it. A
/// value of a [WorkerLocal] prevents that, as it may consist of objects that only its own
/// generation can use.
///
/// **Threads.** For one thread only.
public final class Generations {

  private static final int MOST_IDLE = 200;
  private static final int RECENT = 16;

  private final Deque<Set<String>> recent = new ArrayDeque<>();
  private final ClassLoader parent;
  private final Function<String, @Nullable CellClass> pull;
  private CellLoader current;
  private int count = 1;

  /// @param parent finds everything that is not of a cell
  /// @param pull as in [CellLoader]
  public Generations(ClassLoader parent, Function<String, @Nullable CellClass> pull) {
    this.parent = parent;
    this.pull = pull;
    this.current = new CellLoader(parent, pull);
  }

  /// The loader for a task.
  ///
  /// @param manifest what the task needs: hash by binary name
  /// @param store classes by hash; every hash of the manifest must be there, but for classes that
  ///   an earlier manifest named
  /// @throws IllegalArgumentException if a class file is missing or is not what its hash says; the
  ///   generations are as before
  public CellLoader loader(
      Map<String, String> manifest, Function<String, @Nullable CellClass> store) {
    boolean fits = current.accepts(manifest) && !isMostlyIdle(manifest);
    CellLoader loader = fits ? current : new CellLoader(parent, pull);
    List<CellClass> missing = new ArrayList<>();
    manifest.forEach((name, sha256) -> {
      if (!loader.knows(name)) {
        missing.add(find(name, sha256, store));
      }
    });
    missing.forEach(loader::add);
    if (loader != current) {
      current = loader;
      count++;
    }
    recent.addLast(Set.copyOf(manifest.keySet()));
    if (recent.size() > RECENT) {
      recent.removeFirst();
    }
    return loader;
  }

  private boolean isMostlyIdle(Map<String, String> manifest) {
    Set<String> needed = new HashSet<>(manifest.keySet());
    recent.forEach(needed::addAll);
    return current.countBeside(needed) > MOST_IDLE && !WorkerLocal.anyMadeWith(current);
  }

  /// How many generations there have been.
  public int count() {
    return count;
  }

  private static CellClass find(
      String name, String sha256, Function<String, @Nullable CellClass> store) {
    CellClass sent = store.apply(sha256);
    if (sent == null) {
      throw new IllegalArgumentException("the class file of %s is missing".formatted(name));
    }
    CellClass found = CellClass.of(name, sent.bytes(), sent.cell());
    if (!found.sha256().equals(sha256)) {
      throw new IllegalArgumentException(
          "the class file of %s is not the one that was announced".formatted(name));
    }
    return found;
  }
}
