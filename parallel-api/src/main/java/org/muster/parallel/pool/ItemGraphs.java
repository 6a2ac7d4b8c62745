package org.muster.parallel.pool;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.closure.Packed;
import org.muster.parallel.closure.Packer;
import org.muster.parallel.closure.Unpacker;
import org.muster.parallel.codec.ObjectGraphs;
import org.muster.parallel.spi.CellClass;

/// The object graphs of one chunk: items out, results in.
final class ItemGraphs implements ObjectGraphs {

  private final ClassLoader loader;
  private List<CellClass> classes = List.of();

  /// @param loader rebuilds results
  ItemGraphs(ClassLoader loader) {
    this.loader = loader;
  }

  @Override
  public byte[] write(@Nullable Object[] values) {
    Packed packed = Packer.packItems(values);
    classes = packed.classes();
    return packed.graph();
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
}
