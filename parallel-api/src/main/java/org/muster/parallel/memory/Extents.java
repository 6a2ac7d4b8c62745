package org.muster.parallel.memory;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Which parts of a range are in use. The lowest free part that is large enough is given out, so
/// that the same memory is used again and again and the rest of the range is never touched.
///
/// For one thread only.
final class Extents {

  /// There is no free part of that size.
  static final long NONE = -1;

  private final long size;

  /// Free parts: where they begin, and their sizes. No two of them touch.
  private final NavigableMap<Long, Long> free = new TreeMap<>();

  Extents(long size) {
    this.size = size;
    free.put(0L, size);
  }

  /// Takes a part.
  ///
  /// @return where it begins, or [#NONE]
  long take(long bytes) {
    for (Map.Entry<Long, Long> part : free.entrySet()) {
      if (part.getValue() >= bytes) {
        long offset = part.getKey();
        cut(part, offset, bytes);
        return offset;
      }
    }
    return NONE;
  }

  /// Takes the first free part between two places, or the beginning of it.
  ///
  /// @return where it begins, and its size; null if there is none
  Map.@Nullable Entry<Long, Long> takeNext(long from, long limit, long most) {
    Map.Entry<Long, Long> part = free.floorEntry(from);
    if (part == null || end(part) <= from) {
      part = free.ceilingEntry(from);
    }
    if (part == null || part.getKey() >= limit) {
      return null;
    }
    long offset = Math.max(from, part.getKey());
    long bytes = Math.min(Math.min(end(part), limit) - offset, most);
    cut(part, offset, bytes);
    return Map.entry(offset, bytes);
  }

  private static long end(Map.Entry<Long, Long> part) {
    return part.getKey() + part.getValue();
  }

  /// Takes these bytes of a free part.
  private void cut(Map.Entry<Long, Long> part, long offset, long bytes) {
    long start = part.getKey();
    long end = end(part);
    free.remove(start);
    if (offset > start) {
      free.put(start, offset - start);
    }
    if (end > offset + bytes) {
      free.put(offset + bytes, end - offset - bytes);
    }
  }

  /// Gives a part back that was taken.
  void give(long offset, long bytes) {
    long from = offset;
    long to = offset + bytes;
    Map.Entry<Long, Long> before = free.floorEntry(offset);
    if (before != null && end(before) == from) {
      from = before.getKey();
    }
    Long after = free.remove(to);
    if (after != null) {
      to += after;
    }
    free.put(from, to - from);
  }

  /// Whether nothing is in use.
  boolean isUnused() {
    Long first = free.get(0L);
    return first != null && first == size;
  }
}
