package org.muster.kernel.eval;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.muster.kernel.channel.CellOutput;

/// In this JVM `java.lang` is closed, so that nobody can look up what a thread has inherited.
@DisplayName("The threads of a cell, where Java does not tell what they inherited,")
@Timeout(60)
class CellThreadsTest {

  private static CellRun run(int cell) {
    return new CellRun(cell, new CellOutput(_ -> {}, (_, _) -> {}), (_, _) -> null);
  }

  @Test
  void are_those_that_were_made_since_it_began() throws Throwable {
    assertFalse(InheritedRun.isKnown());
    var open = new CountDownLatch(1);
    CellRun cell = run(1);
    var started =
        (Thread)
            requireNonNull(
                cell.call(
                    getClass().getClassLoader(),
                    () -> Thread.ofPlatform().start(() -> awaitQuietly(open))));
    assertTrue(CellThreads.areLeftOf(cell));
    assertFalse(CellThreads.areLeftOf(run(2)), "a later one has made none yet");
    CellThreads.interrupt(cell);
    assertTrue(started.join(Duration.ofSeconds(30)), "it was interrupted");
    assertFalse(CellThreads.areLeftOf(cell));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      boolean _ = latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      // This is what the test waits for.
    }
  }
}
