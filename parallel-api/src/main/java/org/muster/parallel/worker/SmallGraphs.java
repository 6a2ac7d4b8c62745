package org.muster.parallel.worker;

import org.jspecify.annotations.Nullable;
import org.muster.parallel.closure.Packer;
import org.muster.parallel.codec.ObjectGraphs;

/// The graphs of rows in which small values of several types, or nulls, are mixed.
final class SmallGraphs implements ObjectGraphs {

  @Override
  public byte[] write(@Nullable Object[] values) {
    return Packer.packResult(values).graph();
  }

  @Override
  public @Nullable Object[] read(byte[] graph) {
    throw new UnsupportedOperationException("a worker reads none of these");
  }
}
