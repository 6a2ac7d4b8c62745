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

  // For each bar, one after the other: when it began and ended, and what was spent on what.
  private static final int FROM = 0;
  private static final int TO = 1;
  private static final int RECEIVING = 2;
  private static final int RUNNING = 3;
  private static final int RETURNING = 4;
  private static final int CHUNKS = 5;
  private static final int FAILED = 6;
  private static final int FIELDS = 7;

  private long[] fields = new long[8 * FIELDS];
  private int size;

  int size() {
    return size;
  }

  /// A chunk that was done.
  void add(long from, long to, long receiving, long running, long returning) {
    add(new long[] {from, to, receiving, running, returning, 1, 0});
  }

  /// A chunk with an item that failed; of its time only the whole is known.
  void addFailed(long from, long to) {
    add(new long[] {from, to, 0, to - from, 0, 1, 1});
  }

  private void add(long[] bar) {
    if ((size + 1) * FIELDS > fields.length) {
      fields = Arrays.copyOf(fields, 2 * fields.length);
    }
    System.arraycopy(bar, 0, fields, size * FIELDS, FIELDS);
    size++;
  }

  /// All bars were that much earlier. Only when the first chunk was sent is known for sure: it took
  /// less time to arrive.
  void moveEarlier(long nanos) {
    for (int at = 0; at < size * FIELDS; at += FIELDS) {
      fields[at + TO] -= nanos;
      if (at == 0) {
        fields[TO] = Math.max(fields[FROM], fields[TO]);
        fields[RECEIVING] = Math.max(0, fields[RECEIVING] - nanos);
      } else {
        fields[at + FROM] -= nanos;
      }
    }
  }

  /// Makes one bar of each two.
  void halve() {
    int kept = 0;
    for (int i = 0; i < size; i += 2) {
      int to = kept++ * FIELDS;
      System.arraycopy(fields, i * FIELDS, fields, to, FIELDS);
      if (i + 1 < size) {
        int other = (i + 1) * FIELDS;
        fields[to + TO] = fields[other + TO];
        for (int sum = RECEIVING; sum < FIELDS; sum++) {
          fields[to + sum] += fields[other + sum];
        }
      }
    }
    size = kept;
  }

  List<Timeline.Bar> toList() {
    List<Timeline.Bar> list = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      int at = i * FIELDS;
      list.add(
          new Timeline.Bar(
              Duration.ofNanos(fields[at + FROM]),
              Duration.ofNanos(fields[at + TO]),
              Duration.ofNanos(fields[at + RECEIVING]),
              Duration.ofNanos(fields[at + RUNNING]),
              Duration.ofNanos(fields[at + RETURNING]),
              fields[at + CHUNKS],
              fields[at + FAILED] > 0));
    }
    return list;
  }
}
