package org.muster.parallel.pool;

import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.WeakHashMap;

/// Which big arrays the chunks of one job share.
///
/// Most arrays in items are met once, and have to be sent once in any case: no copy is kept of
/// them. One that a task has captured, or that an earlier chunk had, is sent on its own, and then
/// only named.
///
/// For one thread only.
final class SharedArrays {

  private final ArrayShelf shelf;

  // Arrays equal by identity.
  private final Set<Object> earlier = Collections.newSetFromMap(new WeakHashMap<>());
  private final Set<Object> now = new HashSet<>();

  SharedArrays(ArrayShelf shelf) {
    this.shelf = shelf;
  }

  /// Whether this array, which the present chunk has, is one of these.
  boolean isShared(Object array) {
    if (earlier.contains(array) || shelf.knows(array)) {
      return true;
    }
    now.add(array);
    return false;
  }

  /// The present chunk is written.
  void nextChunk() {
    earlier.addAll(now);
    now.clear();
  }
}
