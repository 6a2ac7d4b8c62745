package org.muster.parallel.pool;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.closure.ArrayRef;
import org.muster.parallel.closure.BigArrays;
import org.muster.parallel.closure.Packed;
import org.muster.parallel.closure.Packer;
import org.muster.parallel.closure.Unpacker;
import org.muster.parallel.codec.ObjectGraphs;
import org.muster.parallel.spi.CellClass;

/// The object graphs of one chunk: items out, results in.
final class ItemGraphs implements ObjectGraphs, BigArrays {

  private final ClassLoader loader;
  private final SharedArrays shared;
  private final TakenArrays taken = new TakenArrays(ArrayShelf.SHARED);
  private List<CellClass> classes = List.of();
  private List<Blob> blobs = List.of();

  /// @param loader rebuilds results
  /// @param shared knows the earlier chunks
  ItemGraphs(ClassLoader loader, SharedArrays shared) {
    this.loader = loader;
    this.shared = shared;
  }

  /// To read with.
  ///
  /// @param loader rebuilds results
  ItemGraphs(ClassLoader loader) {
    this(loader, new SharedArrays(ArrayShelf.SHARED));
  }

  @Override
  public byte[] write(@Nullable Object[] values) {
    Packed packed = Packer.packItems(values, this);
    classes = packed.classes();
    blobs = taken.blobs(packed.arrays());
    return packed.graph();
  }

  @Override
  public boolean isShared(Object array) {
    return ArrayShelf.isBig(array) && shared.isShared(array);
  }

  @Override
  public @Nullable ArrayRef refer(Object array) {
    return isShared(array) ? taken.refer(array) : null;
  }

  @Override
  public @Nullable Object[] read(byte[] graph) {
    if (Unpacker.unpackResult(graph, loader) instanceof @Nullable Object[] values) {
      return values;
    }
    throw new IllegalArgumentException("a damaged payload: no row of results");
  }

  /// The notebook classes of what was written.
  List<CellClass> classes() {
    return classes;
  }

  /// The big arrays that what was written only names.
  List<Blob> blobs() {
    return blobs;
  }
}
