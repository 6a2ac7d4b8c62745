package org.muster.parallel.pool;

import org.muster.parallel.closure.ArrayRef;

/// A big array as it was when it was packed.
///
/// @param ref what graphs call it
/// @param bytes its elements; never changed, whatever happens to the array
record Blob(ArrayRef ref, byte[] bytes) {

  long id() {
    return ref.id();
  }
}
