package org.muster.parallel.stop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A repeated stop")
@Timeout(120)
class RepeatedStopTest {

  private static final class Stopped extends Error {
    private static final long serialVersionUID = 1;
  }

  private final RepeatedStop stop =
      new RepeatedStop(
          Stopped::new,
          RepeatedStopTest::isTask,
          stack -> !isTask(stack[0]) && StopPlace.suits(stack, RepeatedStopTest::isTask));

  private static boolean isTask(StackTraceElement frame) {
    return frame.getClassName().startsWith(RepeatedStopTest.class.getName());
  }

  private static void spinInJdk() {
    long _ = LongStream.range(0, Long.MAX_VALUE).map(Math::abs).sum();
  }

  /// Stops a thread until it has ended.
  private void end(Thread thread) throws InterruptedException {
    do {
      stop.in(thread);
    } while (!thread.join(Duration.ofMillis(1)));
  }

  @Test
  void ends_code_that_swallows_the_error() throws Exception {
    var swallowed = new AtomicInteger();
    end(
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              while (swallowed.get() < 3) {
                try {
                  spinInJdk();
                } catch (Stopped e) {
                  swallowed.incrementAndGet();
                }
              }
            }));
    assertEquals(3, swallowed.get());
  }

  @Test
  void lets_a_finally_end() throws Exception {
    var ended = new CountDownLatch(1);
    // On a machine that is busy enough, 10 ms of work take longer than it is patient.
    for (int attempt = 0; attempt < 10 && ended.getCount() > 0; attempt++) {
      end(
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                try {
                  spinInJdk();
                } catch (Stopped e) {
                  // what is left of the thread's work
                } finally {
                  cleanUpFor(Duration.ofMillis(10), ended);
                }
              }));
    }
    assertEquals(0, ended.getCount());
  }

  private static void cleanUpFor(Duration time, CountDownLatch ended) {
    long end = System.nanoTime() + time.toNanos();
    try {
      boolean _ = LongStream.generate(System::nanoTime).anyMatch(now -> now > end);
      ended.countDown();
    } catch (Stopped e) {
      // not patient enough
    }
  }

  @Test
  void ends_all_parts_of_a_parallel_stream() throws Exception {
    try (var pool = new ForkJoinPool(1)) {
      var worker = new CountDownLatch(1);
      Thread[] thread = new Thread[1];
      var sum =
          pool.submit(() -> {
            thread[0] = Thread.currentThread();
            worker.countDown();
            return LongStream.range(0, Long.MAX_VALUE).parallel().sum();
          });
      worker.await();
      while (!sum.isDone() || !pool.isQuiescent()) {
        stop.in(thread[0]);
        TimeUnit.MILLISECONDS.sleep(1);
      }
      assertTrue(sum.isCompletedAbnormally());
    }
  }
}
