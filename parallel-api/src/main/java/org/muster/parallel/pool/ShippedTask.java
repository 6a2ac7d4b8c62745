package org.muster.parallel.pool;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.codec.ValueCodec;
import org.muster.parallel.spi.Cargo;
import org.muster.parallel.spi.CellClass;
import org.muster.parallel.wire.Payload;

/// A task with its items.
///
/// @param shared the big arrays that the chunks of its job share
record ShippedTask(PackedTask packed, SharedArrays shared) implements Shipped {

  ShippedTask(PackedTask packed) {
    this(packed, new SharedArrays(ArrayShelf.SHARED));
  }

  /// Items as bytes.
  ///
  /// @param classes the notebook classes of the items themselves
  /// @param blobs arrays that the items only name
  record Items(List<CellClass> classes, List<Blob> blobs, Payload payload) implements Cargo {
    @Override
    public long bytes() {
      return payload.bytes() + blobs.stream().mapToLong(blob -> blob.bytes().length).sum();
    }
  }

  @Override
  public Cargo load(List<? extends @Nullable Object> items) {
    var graphs = new ItemGraphs(packed.loader(), shared);
    Payload payload = ValueCodec.encode(items, graphs);
    shared.nextChunk();
    return new Items(graphs.classes(), graphs.blobs(), payload);
  }
}
