package org.muster.parallel.pool;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.closure.ArrayRef;
import org.muster.parallel.closure.BigArrays;

/// The big arrays of one packing, each as it was when it was met first, however often the graph is
/// written.
final class TakenArrays implements BigArrays {

  private final ArrayShelf shelf;
  private final IdentityHashMap<Object, Blob> taken = new IdentityHashMap<>();

  TakenArrays(ArrayShelf shelf) {
    this.shelf = shelf;
  }

  @Override
  public @Nullable ArrayRef refer(Object array) {
    ArrayShelf.checkSize(array);
    return ArrayShelf.isBig(array) ? taken.computeIfAbsent(array, shelf::take).ref() : null;
  }

  /// What these stand for: the arrays that are in the graph in the end.
  List<Blob> blobs(List<ArrayRef> refs) {
    if (refs.isEmpty()) {
      return List.of();
    }
    Map<ArrayRef, Blob> byRef =
        taken.values().stream().collect(Collectors.toMap(Blob::ref, blob -> blob));
    return refs.stream().map(ref -> Objects.requireNonNull(byRef.get(ref))).toList();
  }
}
