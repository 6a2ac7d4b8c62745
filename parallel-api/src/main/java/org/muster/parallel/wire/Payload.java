package org.muster.parallel.wire;

import java.util.List;

/// Encoded values: opaque here. The first frame says how they are encoded, bulk data follows in
/// frames of its own so that nobody has to copy it together.
public record Payload(List<byte[]> frames) {

  /// Stands for a frame that did not fit into the memory of this JVM.
  @SuppressWarnings("MutablePublicArray") // it has no elements
  public static final byte[] NO_ROOM = new byte[0];

  public static final Payload EMPTY = new Payload(List.of());

  public Payload {
    frames = List.copyOf(frames);
  }

  public static Payload of(byte[] frame) {
    return new Payload(List.of(frame));
  }

  /// Whether a part of it did not fit into the memory of this JVM.
  @SuppressWarnings("ArrayEquals") // that very array
  public boolean isIncomplete() {
    return frames.stream().anyMatch(frame -> frame == NO_ROOM);
  }

  /// The size of all frames together.
  public long bytes() {
    long sum = 0;
    for (byte[] frame : frames) {
      sum += frame.length;
    }
    return sum;
  }
}
