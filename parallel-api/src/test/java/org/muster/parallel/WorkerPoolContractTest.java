package org.muster.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorCompletionService;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A pool of worker JVMs")
class WorkerPoolContractTest extends ConcurrentPoolContract {

  @Override
  protected Pool open() {
    return Pool.of(2);
  }

  @Test
  void refuses_what_a_future_hands_over_where_the_jvm_is_closed_and_says_what_to_do() {
    var thrown =
        assertThrows(
            TaskNotSerializableException.class, () -> CompletableFuture.supplyAsync(() -> 1, pool));
    assertTrue(thrown.getMessage().contains("applyAsync("), thrown::getMessage);
    assertTrue(
        thrown.getMessage().contains("--add-opens=java.base/java.util.concurrent=ALL-UNNAMED"),
        thrown::getMessage);
  }

  @Test
  void refuses_at_once_to_execute_what_others_wait_for_and_cannot_travel() {
    var service = new ExecutorCompletionService<Integer>(pool);
    assertThrows(TaskNotSerializableException.class, () -> service.submit(() -> 1));
  }

  @Test
  void has_tasks_that_are_told_at_once_that_nobody_types_their_input() {
    var thrown =
        assertThrows(TaskFailedException.class, () -> pool.map(_ -> System.in.read(), List.of(1)));
    assertInstanceOf(IOException.class, thrown.getCause());
    assertTrue(thrown.getMessage().contains("a task has no standard input"), thrown::getMessage);
  }

  @Test
  void keeps_its_workers_when_a_task_closes_its_input() {
    long pid = pool.workers().isEmpty() ? 0 : pool.workers().getFirst().pid();
    pool.everywhere(() -> {
      System.in.close();
      return 0;
    });
    assertWorks(pool);
    assertTrue(pid == 0 || pool.workers().stream().anyMatch(worker -> worker.pid() == pid));
  }

  @Test
  void says_which_item_was_null_and_what_could_not_be_called_for_it() {
    var thrown =
        assertThrows(
            TaskFailedException.class,
            () -> pool.map(text -> text.length(), Arrays.asList("a", null), 2));
    String message = thrown.getMessage();
    assertTrue(message.startsWith("item 1 (`null`) failed in worker "), message);
    assertTrue(message.contains("Cannot invoke \"String.length()\" because"), message);
    assertEquals(NullPointerException.class, thrown.getCause().getClass());
  }
}
