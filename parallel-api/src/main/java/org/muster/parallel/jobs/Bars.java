package org.muster.parallel.jobs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.muster.parallel.Timeline;

/// The bars of one worker in a timeline. Where there are too many, neighbours become one: a picture
/// has fewer dots than that.
final class Bars {

  /// Of all workers of a run together.
  static final int MOST = 16_384;

  private long[] from = new long[8];
  private long[] to = new long[8];
  private long[] chunks = new long[8];
  private boolean[] failed = new boolean[8];
  private int size;

  int size() {
    return size;
  }

  void add(long begin, long end, boolean hasFailed) {
    if (size == from.length) {
      from = Arrays.copyOf(from, 2 * size);
      to = Arrays.copyOf(to, 2 * size);
      chunks = Arrays.copyOf(chunks, 2 * size);
      failed = Arrays.copyOf(failed, 2 * size);
    }
    from[size] = begin;
    to[size] = end;
    chunks[size] = 1;
    failed[size] = hasFailed;
    size++;
  }

  /// Makes one bar of each two.
  void halve() {
    int kept = 0;
    for (int i = 0; i < size; i += 2) {
      int last = Math.min(i + 1, size - 1);
      from[kept] = from[i];
      to[kept] = to[last];
      chunks[kept] = last == i ? chunks[i] : chunks[i] + chunks[last];
      failed[kept] = failed[i] || failed[last];
      kept++;
    }
    size = kept;
  }

  List<Timeline.Bar> toList() {
    List<Timeline.Bar> list = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      list.add(
          new Timeline.Bar(
              Duration.ofNanos(from[i]), Duration.ofNanos(to[i]), chunks[i], failed[i]));
    }
    return list;
  }
}
