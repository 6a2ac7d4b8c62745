package org.muster.parallel.pool;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.muster.parallel.closure.Packed;
import org.muster.parallel.closure.Packer;
import org.muster.parallel.spi.CellClass;
import org.muster.parallel.spi.ClassSource;

/// A function with what it captured, as bytes.
///
/// @param hash of all of it: two tasks of the same hash do the same
/// @param classes every notebook class that it needs
/// @param loader rebuilds results in this JVM
record PackedTask(
    String hash, byte[] graph, List<CellClass> classes, List<String> warnings, ClassLoader loader) {

  /// Packs a task as it is now.
  ///
  /// @throws org.muster.parallel.TaskNotSerializableException if it uses a value that cannot travel
  static PackedTask of(Object task) {
    Packed packed = Packer.packTask(task);
    return new PackedTask(
        hash(packed), packed.graph(), packed.classes(), packed.warnings(), loaderOf(task));
  }

  private static String hash(Packed packed) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(packed.graph());
      for (CellClass c : packed.classes()) {
        digest.update(HexFormat.of().parseHex(c.sha256()));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  private static ClassLoader loaderOf(Object task) {
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
