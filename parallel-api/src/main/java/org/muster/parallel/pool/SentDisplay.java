package org.muster.parallel.pool;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.closure.Unpacker;
import org.muster.parallel.spi.WorkerDisplay;

/// What a task displayed, as a worker sent it: value, types, id, whether it replaces.
final class SentDisplay {

  private static final int PARTS = 4;

  private SentDisplay() {}

  /// @throws org.muster.parallel.closure.UnpackException if the bytes or the classes are not right
  static WorkerDisplay.Content read(byte[] graph, ClassLoader loader) {
    if (Unpacker.unpackResult(graph, loader) instanceof @Nullable Object[] parts
        && parts.length == PARTS
        && parts[1] instanceof String[] types
        && parts[2] instanceof String id
        && parts[3] instanceof Boolean replaces) {
      return new WorkerDisplay.Content(parts[0], List.of(types), id, replaces);
    }
    throw new IllegalArgumentException("a damaged message: nothing that was displayed");
  }
}
