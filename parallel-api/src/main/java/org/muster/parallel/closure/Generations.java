package org.muster.parallel.closure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.spi.CellClass;

/// Finds the class loader for a task: the newest generation if the versions of the task's classes
/// agree with what that has, else a new one. An older one is forgotten here; it ends when the last
/// task that was made with it does.
///
/// **Threads.** For one thread only.
public final class Generations {

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
    CellLoader loader = current.accepts(manifest) ? current : new CellLoader(parent, pull);
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
    return loader;
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
