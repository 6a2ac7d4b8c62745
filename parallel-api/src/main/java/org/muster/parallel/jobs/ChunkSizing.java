package org.muster.parallel.jobs;

/// How many items the next chunk of a job gets, and how many chunks a worker may hold: functions of
/// what was measured.
///
/// A chunk should hold enough work to make its message cheap and little enough to spread evenly: 20
/// ms of work, at most a third of a worker's share of what is left (guided self-scheduling,
/// Polychronopoulos and Kuck 1987). Before anything is known it holds one item, or a thousandth of
/// a worker's share of very many. A worker holds several chunks while they are short, because the
/// next one must be there when it finishes; one while they are long, because a chunk waiting behind
/// a long one could run elsewhere.
///
/// @param fixed the caller's chunk size, or 0
/// @param most the largest automatic chunk
/// @param itemNanos what one item takes, or 0 as long as that is not known
record ChunkSizing(int fixed, int most, long itemNanos) {

  private static final long TARGET_NANOS = 20_000_000;

  /// An idle worker waits for a round trip of some 0.2 ms: 2 ms of work ahead hide it.
  private static final long AHEAD_NANOS = 2_000_000;

  /// The first chunk of a worker is this part of its share of all items.
  private static final long FIRST_SHARE = 1024;

  private static final int MOST_FIRST = 1024;

  private static final long LONG_CHUNK_NANOS = 50_000_000;
  private static final int MOST_CHUNKS_AHEAD = 64;

  static ChunkSizing start(int fixed, int most) {
    return new ChunkSizing(fixed, most, 0);
  }

  /// Takes a measurement in. The first items of a fresh JVM take much longer than the rest, so a
  /// smaller value counts at once and a larger one by half.
  ChunkSizing measured(int items, long nanos) {
    long now = Math.max(1, nanos / items);
    long next = itemNanos == 0 || now < itemNanos ? now : itemNanos / 2 + now / 2;
    return new ChunkSizing(fixed, most, next);
  }

  /// The size of the next chunk.
  ///
  /// @param remaining items not yet in a chunk, or [Long#MAX_VALUE] if nobody knows
  int items(long remaining, int workers) {
    if (fixed > 0) {
      return fixed;
    }
    if (itemNanos == 0) {
      return Math.min(most, first(remaining, workers));
    }
    long byTime = Math.max(1, TARGET_NANOS / itemNanos);
    long byShare = Math.max(1, remaining / (3L * workers));
    return (int) Math.min(most, Math.min(byTime, byShare));
  }

  /// The size of chunks as long as nothing is known: so little of all items that it does not matter
  /// how long they take. A single tiny item would tell nothing, since it takes as long as its
  /// message.
  private static int first(long remaining, int workers) {
    return remaining == Long.MAX_VALUE
        ? 1
        : Math.clamp(remaining / (FIRST_SHARE * workers), 1, MOST_FIRST);
  }

  /// How many chunks of `items` items one worker may hold.
  int window(int items) {
    if (itemNanos == 0) {
      return 1;
    }
    long chunkNanos = Math.max(1, itemNanos * items);
    if (chunkNanos >= LONG_CHUNK_NANOS) {
      return 1;
    }
    return Math.clamp(AHEAD_NANOS / chunkNanos + 1, 2, MOST_CHUNKS_AHEAD);
  }
}
