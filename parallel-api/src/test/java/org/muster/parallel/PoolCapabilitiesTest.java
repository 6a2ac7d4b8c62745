package org.muster.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.muster.parallel.Items.range;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Only [Pool#open] takes a configuration, so what only worker JVMs have cannot be asked of
/// threads; here is what can be asked for and cannot be had.
@DisplayName("What a pool cannot do")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PoolCapabilitiesTest {

  /// @param kind the exception
  /// @param says a part of its message
  record Refusal(String what, Class<? extends Exception> kind, String says, Runnable attempt) {
    @Override
    public String toString() {
      return what;
    }

    static Refusal atOpen(
        String what, String says, Class<? extends Exception> kind, Supplier<Pool> opened) {
      return new Refusal(what, kind, says, () -> opened.get().terminate());
    }

    static Refusal ofConfig(String what, String says, Supplier<PoolConfig> config) {
      return new Refusal(
          what, IllegalArgumentException.class, says, () -> Objects.requireNonNull(config.get()));
    }

    static Refusal ofCall(
        String what,
        Supplier<Pool> opened,
        Class<? extends Exception> kind,
        String says,
        Consumer<Pool> call) {
      return new Refusal(
          what,
          kind,
          says,
          () -> {
            try (Pool pool = opened.get()) {
              call.accept(pool);
            }
          });
    }
  }

  static Stream<Refusal> refusals() {
    var none = IllegalArgumentException.class;
    var unsupported = UnsupportedOperationException.class;
    PoolConfig some = PoolConfig.defaults();
    Supplier<Pool> workers = () -> Pool.open(c -> c.withWorkers(1).withLazyStart());
    return Stream.of(
        Refusal.atOpen("no worker", "1 to 1024 workers, not 0", none, () -> Pool.of(0)),
        Refusal.atOpen("too many", "not 1025", none, () -> Pool.of(1025)),
        Refusal.atOpen("no thread", "1 to 1024 threads, not 0", none, () -> Pool.threads(0)),
        Refusal.ofConfig("a heap in words", "`much`", () -> some.withHeap("much")),
        Refusal.ofConfig("no time", "positive", () -> some.withTaskTimeout(Duration.ZERO)),
        Refusal.ofConfig("retries below 0", "not -1", () -> some.withRetries(-1)),
        Refusal.ofConfig("spares below 0", "not -1", () -> some.withSpares(-1)),
        Refusal.ofConfig("tasks below 0", "not -1", () -> some.withMaxTasksPerWorker(-1)),
        Refusal.ofConfig("memory in words", "`much`", () -> some.withMemoryLimit("much")),
        Refusal.ofConfig("memory for no JVM", "96m", () -> some.withMemoryLimit("10m")),
        Refusal.ofCall(
            "the size of a sequential pool",
            Pool::sequential,
            unsupported,
            "Pool.sequential() keeps its size; Pool.of(n) and Pool.threads(n) can be resized",
            pool -> pool.resize(2)),
        Refusal.ofCall(
            "the size of virtual threads",
            Pool::virtualThreads,
            unsupported,
            "Pool.virtualThreads() keeps its size; Pool.of(n) and Pool.threads(n) can be resized",
            pool -> pool.resize(2)),
        Refusal.ofCall("0 workers", workers, none, "not 0", pool -> pool.resize(0)),
        Refusal.ofCall("0 threads", () -> Pool.threads(1), none, "not 0", pool -> pool.resize(0)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void is_refused_at_once_and_in_words(Refusal refusal) {
    var thrown = assertThrows(refusal.kind(), () -> refusal.attempt().run());
    assertTrue(thrown.getMessage().contains(refusal.says()), thrown.getMessage());
  }

  @Test
  void is_said_of_a_pool_that_came_with_its_task_too() {
    try (var pool = Pool.of(1)) {
      var thrown =
          assertThrows(
              TaskFailedException.class,
              () ->
                  pool.apply(() -> {
                    pool.resize(2);
                    return 0;
                  }));
      assertTrue(thrown.getMessage().contains("keeps its size"), thrown.getMessage());
    }
  }

  @Test
  void leaves_the_rest_as_it_is_for_pools_inside_this_jvm() {
    long here = ProcessHandle.current().pid();
    for (Pool pool : List.of(Pool.threads(2), Pool.virtualThreads(), Pool.sequential())) {
      try (pool) {
        assertEquals(range(3), pool.map(x -> x, range(3)));
        assertEquals(List.of(here), pool.everywhere(() -> ProcessHandle.current().pid()));
        assertTrue(pool.workers().stream().allMatch(worker -> worker.pid() == here));
      }
    }
  }
}
