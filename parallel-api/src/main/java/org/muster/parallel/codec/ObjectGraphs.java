package org.muster.parallel.codec;

import org.jspecify.annotations.Nullable;

/// Writes and reads values that the codec has no packed form for.
public interface ObjectGraphs {

  /// The values as one graph: objects that they share stay shared.
  ///
  /// @throws org.muster.parallel.TaskNotSerializableException if one of them cannot travel
  byte[] write(@Nullable Object[] values);

  /// The values that [#write] wrote.
  @Nullable Object[] read(byte[] graph);
}
