package org.muster.parallel.pool;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The numbers of the tasks that workers may have, so that an unchanged function is sent only once.
/// The least recently used are forgotten. Belongs to the scheduler's thread.
final class TaskCatalog {

  private static final int TASKS = 64;

  private final Map<TaskKey, Long> numbers = new LinkedHashMap<>(16, 0.75f, true);
  private long next;

  /// The number of the task with this key.
  long number(TaskKey key) {
    return numbers.computeIfAbsent(key, _ -> next++);
  }

  /// The number of the task with this key, or null if no worker can have it.
  @Nullable Long known(TaskKey key) {
    return numbers.get(key);
  }

  /// Numbers that nobody will use again: workers can forget them.
  List<Long> trim() {
    List<Long> forgotten = new ArrayList<>();
    var oldest = numbers.entrySet().iterator();
    while (numbers.size() - forgotten.size() > TASKS) {
      forgotten.add(oldest.next().getValue());
    }
    numbers.values().removeAll(forgotten);
    return forgotten;
  }
}
