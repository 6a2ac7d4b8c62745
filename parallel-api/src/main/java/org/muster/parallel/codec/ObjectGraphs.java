package org.muster.parallel.codec;

import org.jspecify.annotations.Nullable;

/// Writes and reads values that the codec has no packed form for.
public interface ObjectGraphs {

  /// The values as one graph: objects that they share stay shared.
  ///
  /// @throws org.muster.parallel.TaskNotSerializableException if one of them cannot travel
  byte[] write(@Nullable Object[] values);

  /// Whether a graph holds this primitive array by name only, because it is big and the other side
  /// has it or will need it more than once. Such an array belongs into a graph.
  default boolean isShared(Object array) {
    return false;
  }

  /// The values that [#write] wrote.
  @Nullable Object[] read(byte[] graph);
}
