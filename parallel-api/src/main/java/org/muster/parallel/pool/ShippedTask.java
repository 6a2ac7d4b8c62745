package org.muster.parallel.pool;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.codec.ValueCodec;
import org.muster.parallel.spi.Cargo;
import org.muster.parallel.spi.CellClass;
import org.muster.parallel.wire.Payload;
import org.muster.parallel.wire.Stowage;

/// A task with its items.
///
/// @param shared the big arrays that the chunks of its job share
/// @param stowage has room for large items
record ShippedTask(PackedTask packed, SharedArrays shared, Stowage stowage) implements Shipped {

  /// All of whose items travel in messages.
  ShippedTask(PackedTask packed) {
    this(packed, Stowage.NONE);
  }

  ShippedTask(PackedTask packed, Stowage stowage) {
    this(packed, new SharedArrays(ArrayShelf.SHARED), stowage);
  }

  /// Items as bytes.
  ///
  /// @param classes the notebook classes of the items themselves
  /// @param blobs arrays that the items only name
  record Items(List<CellClass> classes, List<Blob> blobs, Payload payload) implements Cargo {
    @Override
    public long bytes() {
      return payload.bytes() + blobs.stream().mapToLong(Blob::size).sum();
    }

    @Override
    public void release() {
      payload.release();
    }
  }

  @Override
  public Cargo load(List<? extends @Nullable Object> items) {
    var graphs = new ItemGraphs(packed.loader(), shared);
    Payload payload = ValueCodec.encode(items, graphs, stowage);
    shared.nextChunk();
    return new Items(graphs.classes(), graphs.blobs(), payload);
  }
}
