package org.muster.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.muster.parallel.Items.range;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A pool whose workers are killed at random")
class PoolSoakTest {

  private static final int ROUNDS = 200;
  private static final long SEED = 20261121;

  private final Random random = new Random(SEED);
  private int finished;
  private int lost;

  @Test
  @Timeout(value = 180, unit = TimeUnit.SECONDS)
  void gives_every_job_all_its_results_or_names_the_lost_worker() throws Exception {
    List<Long> pids = new ArrayList<>();
    try (var pool = Pool.of(3)) {
      for (int round = 0; round < ROUNDS; round++) {
        int items = 1 + random.nextInt(300);
        List<CompletableFuture<List<Integer>>> jobs = new ArrayList<>();
        for (int job = 0; job < 3; job++) {
          jobs.add(submit(pool, items, 1 + random.nextInt(5), random.nextBoolean() ? 3 : 0));
        }
        if (random.nextInt(3) > 0) {
          killOne(pool);
        }
        for (var job : jobs) {
          account(job, items);
        }
      }
      pool.workers().forEach(worker -> pids.add(worker.pid()));
      assertEquals(List.of(0, 1, 2), pool.map(x -> x, range(3)));
    }
    assertEquals(3 * ROUNDS, finished + lost);
    assertTrue(finished > ROUNDS, finished + " jobs were finished, " + lost + " lost a worker");
    assertFalse(pids.stream().anyMatch(pid -> ProcessHandle.of(pid).isPresent()));
  }

  private static CompletableFuture<List<Integer>> submit(
      Pool pool, int items, int chunkSize, int millis) {
    return pool.mapAsync(
        x -> {
          if (x % 50 == 0) {
            Thread.sleep(millis); // long enough to be killed in
          }
          return 2 * x;
        },
        range(items),
        chunkSize);
  }

  private void killOne(Pool pool) throws Exception {
    var workers = pool.workers();
    if (!workers.isEmpty()) {
      long pid = workers.get(random.nextInt(workers.size())).pid();
      if (pid > 0) {
        new ProcessBuilder("kill", "-9", Long.toString(pid)).start().waitFor();
      }
    }
  }

  private void account(CompletableFuture<List<Integer>> job, int items) throws Exception {
    try {
      List<Integer> results = job.get();
      assertEquals(items, results.size());
      for (int i = 0; i < items; i++) {
        assertEquals(2 * i, results.get(i));
      }
      finished++;
    } catch (ExecutionException e) {
      assertInstanceOf(WorkerLostException.class, e.getCause());
      lost++;
    }
  }
}
