package org.muster.parallel;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
}
