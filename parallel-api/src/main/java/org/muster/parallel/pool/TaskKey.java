package org.muster.parallel.pool;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.spi.CellClass;

/// What a task is told apart by: two of the same key do the same.
///
/// Most graphs are small, and are compared as they are, which takes a fraction of a microsecond. Of
/// a large one only the digest is kept.
final class TaskKey {

  private static final int LARGE_BYTES = 64 * 1024;

  private final byte[] content;
  private final List<String> versions;
  private final int hash;

  private TaskKey(byte[] content, List<String> versions) {
    this.content = content;
    this.versions = versions;
    this.hash = 31 * Arrays.hashCode(content) + versions.hashCode();
  }

  /// @param graph not changed afterwards
  static TaskKey of(byte[] graph, List<CellClass> classes) {
    return new TaskKey(
        graph.length < LARGE_BYTES ? graph : digest(graph),
        classes.stream().map(CellClass::sha256).toList());
  }

  private static byte[] digest(byte[] graph) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(graph);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TaskKey that
        && hash == that.hash
        && Arrays.equals(content, that.content)
        && versions.equals(that.versions);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
