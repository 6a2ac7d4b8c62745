package org.muster.parallel.manager;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.codec.ValueCodec;
import org.muster.parallel.queue.ItemCodec;
import org.muster.parallel.wire.Frame;
import org.muster.parallel.wire.Payload;

/// A value that was written once, to be read in many processes.
///
/// In memory: how many frames there are, the length of each (eight bytes each), then the frames.
public final class Sealed {

  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  private final Payload payload;

  private Sealed(Payload payload) {
    this.payload = payload;
  }

  /// Writes a value.
  ///
  /// @throws org.muster.parallel.TaskNotSerializableException if it cannot travel
  public static Sealed of(@Nullable Object value) {
    return new Sealed(ValueCodec.encode(new Object[] {value}, ItemCodec.GRAPHS));
  }

  /// How much memory it needs.
  public long bytes() {
    return Long.BYTES * (1L + payload.frames().size()) + payload.bytes();
  }

  public void writeTo(MemorySegment memory) {
    List<Frame> frames = payload.frames();
    memory.set(LONG, 0, frames.size());
    long at = Long.BYTES * (1L + frames.size());
    for (int i = 0; i < frames.size(); i++) {
      byte[] frame = frames.get(i).toArray();
      memory.set(LONG, Long.BYTES * (1L + i), frame.length);
      MemorySegment.copy(frame, 0, memory, ValueLayout.JAVA_BYTE, at, frame.length);
      at += frame.length;
    }
  }

  /// The value that was written there; a new copy each time.
  public static @Nullable Object read(MemorySegment memory) {
    long count = memory.get(LONG, 0);
    List<Frame> frames = new ArrayList<>();
    long at = Long.BYTES * (1 + count);
    for (int i = 0; i < count; i++) {
      long bytes = memory.get(LONG, Long.BYTES * (1L + i));
      var place = new Frame.Place(at, bytes);
      frames.add(new Frame.Stored(place, memory.asSlice(at, bytes), () -> {}));
      at += bytes;
    }
    return ValueCodec.decode(new Payload(frames), ItemCodec.GRAPHS)[0];
  }
}
