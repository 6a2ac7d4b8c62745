package org.muster.parallel.pool;

import java.util.List;
import org.muster.parallel.closure.Packed;
import org.muster.parallel.closure.Packer;
import org.muster.parallel.spi.CellClass;
import org.muster.parallel.spi.ClassSource;

/// A function with what it captured, as bytes.
///
/// @param key of all of it: two tasks of the same key do the same
/// @param blobs big arrays that the graph only names
/// @param classes every notebook class that it needs
/// @param loader rebuilds results in this JVM
record PackedTask(
    TaskKey key,
    byte[] graph,
    List<Blob> blobs,
    List<CellClass> classes,
    List<String> warnings,
    ClassLoader loader) {

  /// Packs a task as it is now.
  ///
  /// @throws org.muster.parallel.TaskNotSerializableException if it uses a value that cannot travel
  static PackedTask of(Object task) {
    var arrays = new TakenArrays(ArrayShelf.SHARED);
    Packed packed = Packer.packTask(task, arrays);
    return of(packed, arrays.blobs(packed.arrays()), loaderOf(task));
  }

  /// A task that was packed already, without big arrays.
  static PackedTask of(Packed packed, ClassLoader loader) {
    return of(packed, List.of(), loader);
  }

  private static PackedTask of(Packed packed, List<Blob> blobs, ClassLoader loader) {
    return new PackedTask(
        TaskKey.of(packed.graph(), packed.classes()),
        packed.graph(),
        blobs,
        packed.classes(),
        packed.warnings(),
        loader);
  }

  static ClassLoader loaderOf(Object task) {
    ClassLoader own = task.getClass().getClassLoader();
    if (own instanceof ClassSource) {
      return own;
    }
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    if (context != null) {
      return context;
    }
    return own == null ? ClassLoader.getSystemClassLoader() : own;
  }
}
