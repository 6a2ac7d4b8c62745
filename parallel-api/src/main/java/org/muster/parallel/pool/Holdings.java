package org.muster.parallel.pool;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.muster.parallel.wire.Message;

/// Which tasks and big arrays one worker has, and what has to go when they become too many: those
/// used least recently.
///
/// A worker does its requests in order, so it may be told at any time to forget what an earlier
/// chunk still needs.
///
/// Belongs to the scheduler's thread.
final class Holdings {

  /// Until the worker has said how large its heap is.
  private static final long SMALL_HEAP = 128L << 20;

  private static final int SHARE_OF_HEAP = 4;

  private final Map<Long, Long> tasks = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<Long, Long> blobs = new LinkedHashMap<>(16, 0.75f, true);
  private long limit = SMALL_HEAP / SHARE_OF_HEAP;
  private long bytes;

  void heap(long heapBytes) {
    limit = heapBytes / SHARE_OF_HEAP;
  }

  boolean hasTask(long task) {
    return tasks.containsKey(task);
  }

  boolean hasBlob(long blob) {
    return blobs.containsKey(blob);
  }

  /// The worker uses the task, and gets it if it has not.
  ///
  /// @return whether it has to be sent
  boolean addTask(long task, long size) {
    return add(tasks, task, size);
  }

  /// The worker uses the array, and gets it if it has not.
  ///
  /// @return whether it has to be sent
  boolean addBlob(long blob, long size) {
    return add(blobs, blob, size);
  }

  private boolean add(Map<Long, Long> things, long number, long size) {
    if (things.get(number) != null) { // and is the most recently used one now
      return false;
    }
    things.put(number, size);
    bytes += size;
    return true;
  }

  /// The worker has forgotten the task.
  ///
  /// @return whether it had it
  boolean removeTask(long task) {
    return remove(tasks, task);
  }

  /// The worker has forgotten the array.
  ///
  /// @return whether it had it
  boolean removeBlob(long blob) {
    return remove(blobs, blob);
  }

  private boolean remove(Map<Long, Long> things, long number) {
    Long size = things.remove(number);
    bytes -= size == null ? 0 : size;
    return size != null;
  }

  /// Makes room for so many bytes, as far as there is anything else to forget.
  ///
  /// @param task stays
  /// @param kept arrays that stay
  /// @return what to tell the worker
  List<Message.Request> trim(long more, long task, Set<Long> kept) {
    if (bytes + more <= limit) {
      return List.of();
    }
    List<Message.Request> forget = new ArrayList<>();
    drop(tasks, more, Set.of(task)).forEach(each -> forget.add(new Message.ForgetTask(each)));
    drop(blobs, more, kept).forEach(each -> forget.add(new Message.ForgetBlob(each)));
    return forget;
  }

  private List<Long> drop(Map<Long, Long> things, long more, Set<Long> kept) {
    List<Long> dropped = new ArrayList<>();
    var oldest = things.entrySet().iterator();
    while (bytes + more > limit && oldest.hasNext()) {
      Map.Entry<Long, Long> each = oldest.next();
      if (!kept.contains(each.getKey())) {
        dropped.add(each.getKey());
        bytes -= each.getValue();
        oldest.remove();
      }
    }
    return dropped;
  }
}
