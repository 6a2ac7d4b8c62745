package org.muster.parallel.pool;

import org.muster.parallel.closure.ArrayRef;
import org.muster.parallel.wire.Frame;

/// A big array as it was when it was packed.
///
/// @param ref what graphs call it
/// @param frame its elements; never changed, whatever happens to the array. If they are in shared
///   memory they stay there as long as somebody has this.
record Blob(ArrayRef ref, Frame frame) {

  long id() {
    return ref.id();
  }

  long size() {
    return frame.size();
  }
}
