package org.muster.parallel.worker;

import org.jspecify.annotations.Nullable;
import org.muster.parallel.closure.ArraySource;
import org.muster.parallel.closure.Packer;
import org.muster.parallel.closure.Unpacked;
import org.muster.parallel.closure.Unpacker;
import org.muster.parallel.codec.ObjectGraphs;

/// The object graphs of one task: items in, results out.
///
/// @param task whose notebook variables count, whatever the items brought along
record WorkerGraphs(ClassLoader loader, @Nullable Unpacked task, ArraySource arrays)
    implements ObjectGraphs {

  @Override
  public byte[] write(@Nullable Object[] values) {
    return Packer.packResult(values).graph();
  }

  @Override
  public @Nullable Object[] read(byte[] graph) {
    var unpacked = Unpacker.unpack(graph, loader, arrays);
    if (task != null && !unpacked.bindings().isEmpty()) {
      task.bind();
    }
    if (unpacked.root() instanceof @Nullable Object[] values) {
      return values;
    }
    throw new IllegalArgumentException("a damaged payload: no row of items");
  }
}
