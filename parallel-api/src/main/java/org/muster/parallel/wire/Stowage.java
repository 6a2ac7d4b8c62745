package org.muster.parallel.wire;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Memory that whoever gets a message shares, for the large frames of it.
public interface Stowage {

  /// A smaller frame is copied through the socket in less time than it takes to find it a place.
  int SMALLEST = 128 * 1024;

  /// There is no such memory.
  Stowage NONE =
      // No lambda: one of an interface is in no AOT cache, and each start would make it again.
      new Stowage() {
        @Override
        public Frame.@Nullable Stored take(long bytes) {
          return null;
        }
      };

  /// A frame of this size, to be written.
  ///
  /// @return null if it has to travel in the message: it is small, or there is no room
  Frame.@Nullable Stored take(long bytes);

  /// The frame with these bytes.
  default Frame frame(byte[] bytes) {
    Frame.Stored stored = take(bytes.length);
    if (stored == null) {
      return new Frame.Bytes(bytes);
    }
    MemorySegment.copy(MemorySegment.ofArray(bytes), 0, stored.memory(), 0, bytes.length);
    return stored;
  }
}
