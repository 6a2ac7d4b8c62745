package org.muster.parallel.worker;

import java.lang.reflect.Array;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.wire.Payload;

/// What a worker says of results that are too large to be sent.
final class LargeResults {

  private static final double MEGA = 1 << 20;

  private LargeResults() {}

  /// Refuses what the pool has no memory for; to send it would take the memory of everything else
  /// there.
  ///
  /// @throws IllegalStateException saying how large it is
  static void check(Payload results, long largest) {
    if (results.bytes() > largest) {
      throw new IllegalStateException(
          "its result takes %s, and the JVM that asked for it can take in %s at once. Return less, write it to a file, use a smaller chunk size if it is many results together, or give that JVM more memory (-Xmx, in a notebook MUSTER_JVM_OPTS)"
              .formatted(text(results.bytes()), text(largest)));
    }
  }

  /// The worker itself has no memory to make bytes of a result.
  static Throwable noRoomFor(@Nullable Object result, OutOfMemoryError e) {
    String type = result == null ? "null" : result.getClass().getSimpleName();
    String size =
        result != null && result.getClass().isArray()
            ? type.replaceFirst("\\[", "[" + Array.getLength(result))
            : type;
    return new IllegalStateException(
        "its result (%s) is too large to be sent: the worker, whose heap is at most %s, has no memory to copy it. Return less, write it to a file, or give workers more memory with withHeap"
            .formatted(size, text(Runtime.getRuntime().maxMemory())),
        e);
  }

  private static String text(long bytes) {
    return bytes < MEGA ? bytes + " bytes" : String.format(Locale.ROOT, "%,.0f MB", bytes / MEGA);
  }
}
