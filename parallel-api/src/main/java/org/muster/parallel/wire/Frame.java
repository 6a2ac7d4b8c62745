package org.muster.parallel.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/// A part of a [Payload].
public sealed interface Frame {

  /// The bytes of it.
  long size();

  /// The bytes in this JVM, a copy if they are not in the heap.
  ///
  /// @throws IllegalArgumentException if they are elsewhere
  byte[] toArray();

  /// The bytes where they are.
  ///
  /// @throws IllegalArgumentException if that is not in this JVM
  ByteBuffer toBuffer();

  /// Bytes that travel in the message.
  record Bytes(byte[] array) implements Frame {
    @Override
    public long size() {
      return array.length;
    }

    @Override
    public byte[] toArray() {
      return array;
    }

    @Override
    public ByteBuffer toBuffer() {
      return ByteBuffer.wrap(array);
    }
  }

  /// Bytes that are in memory that pool and worker share: the message says where.
  ///
  /// @param offset in the memory of whoever has written them
  record Place(long offset, long size) implements Frame {
    public Place {
      if (offset < 0 || size < 0) {
        throw new IllegalArgumentException("%d bytes at %d".formatted(size, offset));
      }
    }

    @Override
    public byte[] toArray() {
      throw elsewhere();
    }

    @Override
    public ByteBuffer toBuffer() {
      throw elsewhere();
    }

    private IllegalArgumentException elsewhere() {
      return new IllegalArgumentException("a frame in memory that is not shared: " + this);
    }
  }

  /// Such bytes in a process that writes or reads them.
  ///
  /// @param memory must not be looked at any more once it was released
  /// @param release says that the memory can be used for something else; may run again
  record Stored(Place place, MemorySegment memory, Runnable release) implements Frame {
    @Override
    public long size() {
      return place.size();
    }

    @Override
    public byte[] toArray() {
      return memory.toArray(ValueLayout.JAVA_BYTE);
    }

    @Override
    public ByteBuffer toBuffer() {
      return memory.asByteBuffer();
    }
  }
}
