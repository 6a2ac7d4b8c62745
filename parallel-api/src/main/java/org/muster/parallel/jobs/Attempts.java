package org.muster.parallel.jobs;

import java.lang.reflect.Array;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.Call;
import org.muster.parallel.task.TaskInvoker;

/// A job's task and those of its items that may still fail, as the caller gave them: what failed in
/// a worker can be run again here.
///
/// **Threads.** May be used from any thread.
final class Attempts {

  private final Object task;
  private final @Nullable Row row;

  /// Items of a job that reads them as it goes, by the index of the first of each chunk.
  private final ConcurrentSkipListMap<Long, List<? extends @Nullable Object>> chunks =
      new ConcurrentSkipListMap<>();

  /// @param row the items if they are all there, or null
  Attempts(Object task, @Nullable Row row) {
    this.task = task;
    this.row = row;
  }

  /// These items are on their way.
  void sent(long from, List<? extends @Nullable Object> items) {
    chunks.put(from, items);
  }

  /// The results of these items are there.
  void done(long from) {
    chunks.remove(from);
  }

  /// The call for one item, or null if the item is not kept.
  @Nullable Call<?> of(long index) {
    Row all = row;
    if (all != null) {
      return index < all.size() ? call(task, all.load((int) index, (int) index + 1).get(0)) : null;
    }
    Map.Entry<Long, List<? extends @Nullable Object>> chunk = chunks.floorEntry(index);
    if (chunk == null || index - chunk.getKey() >= chunk.getValue().size()) {
      return null;
    }
    return call(task, chunk.getValue().get((int) (index - chunk.getKey())));
  }

  /// @param item as it would travel: a value of a primitive array is a slice of one
  @SuppressWarnings("NullAway") // a task may return null
  static Call<@Nullable Object> call(Object task, @Nullable Object item) {
    return () -> {
      Object result = TaskInvoker.invoke(task, item, _ -> {});
      return TaskInvoker.isSlice(task, item) && result != null ? Array.get(result, 0) : result;
    };
  }
}
