package org.muster.parallel.spi;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// A class that exists only in a notebook: workers cannot find it on their class path, so its bytes
/// travel.
///
/// @param name the binary name, as in `REPL.$JShell$12$Flight`
/// @param bytes the class file that workers get; not to be changed
/// @param sha256 of the bytes, in hex: the version, because a name is none
/// @param cell the execution count of the cell that declared it, 0 if none did
public record CellClass(String name, byte[] bytes, String sha256, int cell) {

  public static CellClass of(String name, byte[] bytes, int cell) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return new CellClass(name, bytes, HexFormat.of().formatHex(hash), cell);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "%s (cell [%d], %d bytes, %s)"
        .formatted(name, cell, bytes.length, sha256.substring(0, 8));
  }
}
