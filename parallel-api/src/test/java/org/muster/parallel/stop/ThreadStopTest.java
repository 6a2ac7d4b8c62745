package org.muster.parallel.stop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.muster.parallel.stop.ThreadStop.Outcome;

@DisplayName("A stop")
@Timeout(120)
class ThreadStopTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final CompletableFuture<Throwable> thrown = new CompletableFuture<>();

  @Test
  void ends_code_of_the_jdk_with_the_error_and_its_place() throws Exception {
    Thread target = started(() -> LongStream.range(0, Long.MAX_VALUE).map(i -> i ^ 7).sum());
    var error = new Error("stopped");
    stop(target, error);
    assertSame(error, thrown.get());
    assertTrue(
        Arrays.stream(error.getStackTrace())
            .anyMatch(frame -> frame.getClassName().equals("java.util.stream.LongPipeline")));
    assertTrue(target.join(PATIENCE));
  }

  @Test
  void works_as_often_as_it_is_wanted() throws Exception {
    // Once before: a class that is first used when it is stopped may never be usable again.
    assertTrue(BigInteger.TEN.pow(500_000).signum() > 0);
    var stops = new AtomicInteger();
    var enough = new CountDownLatch(300);
    Thread target =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              while (enough.getCount() > 0) {
                try {
                  while (BigInteger.TEN.pow(10_000_000).signum() > 0) {}
                } catch (Error e) {
                  stops.incrementAndGet();
                  enough.countDown();
                }
              }
            });
    int sent = 0;
    while (enough.getCount() > 0) {
      assertTrue(target.isAlive(), "it ended of a stop in its catch block");
      if (ThreadStop.throwIn(target, new Error(), ThreadStopTest::isInPow) == Outcome.THROWN) {
        sent++;
        while (stops.get() < sent && target.isAlive()) {
          Thread.onSpinWait();
        }
      }
    }
    assertTrue(target.join(PATIENCE));
    assertEquals(sent, stops.get());
  }

  @Test
  void leaves_alone_who_waits_or_has_ended_or_is_at_another_place() throws Exception {
    var asked = new CountDownLatch(1);
    Thread waiting =
        started(() -> {
          asked.await();
          return 1;
        });
    while (waiting.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    assertEquals(Outcome.LEFT_ALONE, ThreadStop.throwIn(waiting, new Error(), _ -> true));
    Thread running = started(() -> spinUntil(asked));
    assertEquals(Outcome.LEFT_ALONE, ThreadStop.throwIn(running, new Error(), _ -> false));
    asked.countDown();
    assertTrue(waiting.join(PATIENCE));
    assertTrue(running.join(PATIENCE));
    assertEquals(Outcome.LEFT_ALONE, ThreadStop.throwIn(waiting, new Error(), _ -> true));
    assertEquals(null, thrown.get());
  }

  @Test
  void ends_code_of_the_jdk_in_a_virtual_thread() throws Exception {
    Thread target =
        started(
            Thread.ofVirtual(), () -> LongStream.range(0, Long.MAX_VALUE).map(i -> i ^ 7).sum());
    var error = new Error("stopped");
    stop(target, error);
    assertSame(error, thrown.get());
    assertTrue(target.join(PATIENCE));
  }

  @Test
  void leaves_alone_a_virtual_thread_that_waits() throws Exception {
    var asked = new CountDownLatch(1);
    Thread virtual =
        started(
            Thread.ofVirtual(),
            () -> {
              asked.await();
              return 1;
            });
    while (virtual.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    assertEquals(Outcome.LEFT_ALONE, ThreadStop.throwIn(virtual, new Error(), _ -> true));
    asked.countDown();
    assertTrue(virtual.join(PATIENCE));
    assertEquals(null, thrown.get());
  }

  @Test
  @SuppressWarnings("restricted")
  void leaves_native_code_alone() throws Exception {
    MethodHandle sleep =
        Linker.nativeLinker()
            .downcallHandle(
                Linker.nativeLinker().defaultLookup().findOrThrow("usleep"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    var begun = new CountDownLatch(1);
    Thread target =
        started(() -> {
          begun.countDown();
          int _ = (int) sleep.invokeExact(300_000);
          return 1;
        });
    begun.await();
    while (target.isAlive()) {
      var outcome = ThreadStop.throwIn(target, new Error(), stack -> isOfTest(stack[0]));
      assertEquals(Outcome.LEFT_ALONE, outcome);
    }
  }

  private static boolean isOfTest(StackTraceElement frame) {
    return frame.getClassName().startsWith(ThreadStopTest.class.getName());
  }

  private static boolean isInPow(StackTraceElement[] stack) {
    return stack[0].getClassName().startsWith("java.math.")
        && StopPlace.suits(stack, ThreadStopTest::isOfTest);
  }

  private static int spinUntil(CountDownLatch asked) {
    while (asked.getCount() > 0) {
      Thread.onSpinWait();
    }
    return 1;
  }

  private static void stop(Thread target, Error error) {
    Outcome outcome = Outcome.LEFT_ALONE;
    while (outcome == Outcome.LEFT_ALONE) {
      outcome =
          ThreadStop.throwIn(
              target, error, stack -> StopPlace.suits(stack, ThreadStopTest::isOfTest));
    }
    assertEquals(Outcome.THROWN, outcome);
  }

  private interface Work {
    Object run() throws Throwable;
  }

  private Thread started(Work work) {
    return started(Thread.ofPlatform().daemon(), work);
  }

  private Thread started(Thread.Builder thread, Work work) {
    return thread.start(() -> {
      try {
        Object _ = work.run();
        thrown.complete(null);
      } catch (Throwable e) {
        thrown.complete(e);
      }
    });
  }
}
