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
/// What none of the last tasks used will hardly be used again: a loop that hands each of its rounds
/// a new array, as one that trains a model does, comes back to none of them. Of such things little
/// is kept, or each worker would grow until they take their share of its heap.
///
/// A worker does its requests in order, so it may be told at any time to forget what an earlier
/// chunk still needs.
///
/// Belongs to the scheduler's thread.
final class Holdings {

  /// Until the worker has said how large its heap is.
  private static final long SMALL_HEAP = 128L << 20;

  private static final int SHARE_OF_HEAP = 4;

  /// What was used before this many tasks were sent is old.
  static final int RECENT_TASKS = 8;

  static final long MOST_OLD_BYTES = 32L << 20;

  /// @param used when so many tasks had been sent
  private record Held(long size, long used) {}

  private final Map<Long, Held> tasks = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<Long, Held> blobs = new LinkedHashMap<>(16, 0.75f, true);
  private long limit = SMALL_HEAP / SHARE_OF_HEAP;
  private long bytes;
  private long sentTasks;
  private long trimmedAt;

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
    boolean isNew = add(tasks, task, size);
    sentTasks += isNew ? 1 : 0;
    return isNew;
  }

  /// The worker uses the array, and gets it if it has not.
  ///
  /// @return whether it has to be sent
  boolean addBlob(long blob, long size) {
    return add(blobs, blob, size);
  }

  private boolean add(Map<Long, Held> things, long number, long size) {
    if (things.put(number, new Held(size, sentTasks)) != null) {
      return false;
    }
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

  private boolean remove(Map<Long, Held> things, long number) {
    Held held = things.remove(number);
    bytes -= held == null ? 0 : held.size();
    return held != null;
  }

  /// Makes room for so many bytes, as far as there is anything else to forget.
  ///
  /// @param task stays
  /// @param kept arrays that stay
  /// @return what to tell the worker
  List<Message.Request> trim(long more, long task, Set<Long> kept) {
    if (bytes + more <= limit && trimmedAt == sentTasks) {
      return List.of();
    }
    trimmedAt = sentTasks;
    List<Message.Request> forget = new ArrayList<>();
    drop(tasks, more, Set.of(task)).forEach(each -> forget.add(new Message.ForgetTask(each)));
    drop(blobs, more, kept).forEach(each -> forget.add(new Message.ForgetBlob(each)));
    return forget;
  }

  /// Those used least recently come first.
  private List<Long> drop(Map<Long, Held> things, long more, Set<Long> kept) {
    List<Long> dropped = new ArrayList<>();
    long old = things.values().stream().filter(this::isOld).mapToLong(Held::size).sum();
    var oldest = things.entrySet().iterator();
    while ((bytes + more > limit || old > MOST_OLD_BYTES) && oldest.hasNext()) {
      Map.Entry<Long, Held> each = oldest.next();
      if (!kept.contains(each.getKey())) {
        Held held = each.getValue();
        dropped.add(each.getKey());
        bytes -= held.size();
        old -= isOld(held) ? held.size() : 0;
        oldest.remove();
      }
    }
    return dropped;
  }

  private boolean isOld(Held held) {
    return held.used() + RECENT_TASKS < sentTasks;
  }
}
