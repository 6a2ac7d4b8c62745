package org.muster.parallel.closure;

import java.io.ObjectInputFilter;
import java.util.Map;

/// Holds a stream to what its bytes can pay for: each element of an array takes at least one byte,
/// so does each object, and each level of depth.
final class SizeFilter implements ObjectInputFilter {

  /// A `HashMap` asks for a table of up to this many slots for each entry it reads.
  private static final int SLOTS = 8;

  private final long bytes;

  SizeFilter(long bytes) {
    this.bytes = bytes;
  }

  @Override
  public Status checkInput(FilterInfo info) {
    Class<?> type = info.serialClass();
    long elements = type == Map.Entry[].class ? bytes * SLOTS : bytes;
    boolean fits =
        info.arrayLength() <= elements && info.references() <= bytes && info.depth() <= bytes;
    return fits ? Status.UNDECIDED : Status.REJECTED;
  }
}
