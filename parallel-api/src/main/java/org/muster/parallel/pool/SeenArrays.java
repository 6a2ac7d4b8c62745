package org.muster.parallel.pool;

import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.closure.ArrayRef;
import org.muster.parallel.closure.BigArrays;
import org.muster.parallel.codec.PrimitiveArrays;

/// The big arrays of a task that is only looked at: no copy is made of one. Those that were never
/// sent as they are now have numbers below zero.
final class SeenArrays implements BigArrays {

  private final ArrayShelf shelf;
  private final IdentityHashMap<Object, ArrayRef> seen = new IdentityHashMap<>();

  SeenArrays(ArrayShelf shelf) {
    this.shelf = shelf;
  }

  @Override
  public @Nullable ArrayRef refer(Object array) {
    return ArrayShelf.isBig(array) ? seen.computeIfAbsent(array, this::look) : null;
  }

  private ArrayRef look(Object array) {
    Blob there = shelf.look(array);
    return there != null
        ? there.ref()
        : new ArrayRef(-1L - seen.size(), array.getClass(), PrimitiveArrays.bytes(array));
  }

  static boolean wasSent(ArrayRef ref) {
    return ref.id() >= 0;
  }
}
