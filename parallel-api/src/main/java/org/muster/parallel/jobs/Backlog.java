package org.muster.parallel.jobs;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// The results of an ordered imap that nobody can take yet: one before them is still missing.
///
/// Behind a slow item the other workers go on for as long as there is room here. It is bounded by
/// numbers and by bytes, so that an endless input needs no endless memory.
///
/// **Threads.** The scheduler's.
final class Backlog {

  /// So many results may wait.
  static final int MOST_ITEMS = 16_384;

  /// So many bytes may wait, where the heap is large enough.
  private static final long MOST_BYTES = 64 << 20;

  private static final int SHARE_OF_HEAP = 8;

  /// What is kept of a chunk besides its items and its results.
  private static final int CHUNK_BYTES = 512;

  private record Waiting(int items, long bytes) {}

  private final long mostBytes;

  /// By the first item of each chunk.
  private final NavigableMap<Long, Waiting> waiting = new TreeMap<>();

  private long items;
  private long bytes;

  Backlog() {
    this(Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP));
  }

  Backlog(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /// The results of a chunk are there before their turn.
  ///
  /// @param size of its items and its results, as they travelled
  void add(long from, int count, long size) {
    waiting.put(from, new Waiting(count, size + CHUNK_BYTES));
    items += count;
    bytes += size + CHUNK_BYTES;
  }

  /// Everything before this item is there now.
  void advance(long missing) {
    while (!waiting.isEmpty() && waiting.firstKey() < missing) {
      Map.Entry<Long, Waiting> first = waiting.pollFirstEntry();
      items -= first.getValue().items;
      bytes -= first.getValue().bytes;
    }
  }

  /// How many chunks wait.
  int chunks() {
    return waiting.size();
  }

  /// Whether more of them may.
  boolean hasRoom() {
    return items < MOST_ITEMS && bytes < mostBytes;
  }
}
