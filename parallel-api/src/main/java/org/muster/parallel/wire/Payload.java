package org.muster.parallel.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/// Encoded values: opaque here. The first frame says how they are encoded, bulk data follows in
/// frames of its own so that nobody has to copy it together.
public record Payload(List<Frame> frames) {

  /// Stands for a frame that did not fit into the memory of this JVM.
  @SuppressWarnings("MutablePublicArray") // it has no elements
  public static final byte[] NO_ROOM = new byte[0];

  public static final Payload EMPTY = new Payload(List.of());

  public Payload {
    frames = List.copyOf(frames);
  }

  public static Payload of(byte[]... frames) {
    return new Payload(Arrays.stream(frames).<Frame>map(Frame.Bytes::new).toList());
  }

  /// The bytes of a frame, a copy if they are not in the heap.
  public byte[] array(int frame) {
    return frames.get(frame).toArray();
  }

  /// Whether a part of it did not fit into the memory of this JVM.
  @SuppressWarnings("ArrayEquals") // that very array
  public boolean isIncomplete() {
    return frames.stream()
        .anyMatch(frame -> frame instanceof Frame.Bytes b && b.array() == NO_ROOM);
  }

  /// Whether it travels as it is, without shared memory.
  public boolean isWhole() {
    for (Frame frame : frames) {
      if (!(frame instanceof Frame.Bytes)) {
        return false;
      }
    }
    return true;
  }

  /// The same for a reader that shares no memory.
  public Payload whole() {
    return isWhole() ? this : with(frame -> new Frame.Bytes(frame.toArray()));
  }

  /// The same with large frames in memory that the reader shares, as far as there is room.
  public Payload stowed(Stowage stowage) {
    for (Frame frame : frames) {
      if (frame instanceof Frame.Bytes && frame.size() >= Stowage.SMALLEST) {
        return with(each -> each instanceof Frame.Bytes b ? stowage.frame(b.array()) : each);
      }
    }
    return this;
  }

  /// The same with the frames at these places.
  ///
  /// @param find the frame at a place
  public Payload found(Function<Frame.Place, Frame.Stored> find) {
    return isWhole() ? this : with(frame -> frame instanceof Frame.Place p ? find.apply(p) : frame);
  }

  private Payload with(Function<Frame, Frame> change) {
    List<Frame> changed = new ArrayList<>(frames.size());
    for (Frame frame : frames) {
      changed.add(change.apply(frame));
    }
    return new Payload(changed);
  }

  /// Nobody reads it any more: its memory can be used for something else.
  public void release() {
    for (Frame frame : frames) {
      if (frame instanceof Frame.Stored stored) {
        stored.release().run();
      }
    }
  }

  /// The size of all frames together.
  public long bytes() {
    long sum = 0;
    for (Frame frame : frames) {
      sum += frame.size();
    }
    return sum;
  }
}
