package org.muster.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Shared events and latches")
@Timeout(180)
class SharedSignalsTest {

  private static Pool pool;

  @BeforeAll
  static void open() {
    pool = Pool.of(3);
  }

  @AfterAll
  static void close() {
    pool.close();
  }

  @Test
  void an_event_lets_all_go_on_that_wait_in_whatever_process() throws Exception {
    try (var event = SharedEvent.create();
        var seen = SharedLong.of(0)) {
      var waiting =
          pool.mapAsync(
              _ -> {
                event.await();
                return seen.get();
              },
              List.of(0, 1, 2));
      assertFalse(event.isSet());
      seen.set(7);
      event.set();
      assertEquals(List.of(7L, 7L, 7L), waiting.get(60, TimeUnit.SECONDS));
      event.await();
    }
  }

  @Test
  void an_event_can_be_cleared_and_set_again() throws Exception {
    try (var event = SharedEvent.create()) {
      event.set();
      assertTrue(pool.<Boolean>apply(event::isSet));
      event.clear();
      assertFalse(event.await(Duration.ofMillis(30)));
      assertFalse(pool.<Boolean>apply(event::isSet));
      pool.apply(() -> {
        event.set();
        return null;
      });
      assertTrue(event.await(Duration.ofSeconds(60)));
    }
  }

  @Test
  void a_latch_opens_at_zero_and_stays_open() throws Exception {
    try (var latch = SharedLatch.of(3)) {
      pool.forEach(_ -> latch.countDown(), List.of(0, 1));
      assertFalse(latch.await(Duration.ofMillis(30)));
      assertEquals(1, latch.getCount());
      var waiting = pool.<Boolean>applyAsync(() -> latch.await(Duration.ofSeconds(60)));
      latch.countDown();
      assertTrue(waiting.get(60, TimeUnit.SECONDS));
      latch.countDown();
      assertEquals(0, latch.getCount());
      latch.await();
    }
  }

  @Test
  void a_latch_of_zero_is_open_and_a_negative_one_refused() throws Exception {
    try (var latch = SharedLatch.of(0)) {
      latch.await();
    }
    assertThrows(IllegalArgumentException.class, () -> SharedLatch.of(-1));
  }

  @Test
  void an_interrupt_ends_both_waits() throws Exception {
    try (var event = SharedEvent.create();
        var latch = SharedLatch.of(1)) {
      Thread.currentThread().interrupt();
      assertThrows(InterruptedException.class, event::await);
      var ended = new CompletableFuture<Boolean>();
      Thread waiter =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  latch.await();
                } catch (InterruptedException e) {
                  ended.complete(true);
                }
              });
      waiter.interrupt();
      assertTrue(ended.get(60, TimeUnit.SECONDS));
    }
  }

  @Test
  void one_that_is_closed_while_somebody_waits_says_so_to_them() throws Exception {
    var event = SharedEvent.create();
    var told = new CompletableFuture<String>();
    Thread _ =
        Thread.ofPlatform()
            .start(() -> {
              try {
                event.await();
              } catch (InterruptedException | IllegalStateException e) {
                told.complete(e.getMessage());
              }
            });
    event.close();
    assertTrue(told.get(60, TimeUnit.SECONDS).startsWith("the SharedEvent is closed"));
  }

  @Test
  void shown_as_text_they_say_how_it_stands() {
    try (var event = SharedEvent.create();
        var latch = SharedLatch.of(2);
        var barrier = SharedBarrier.of(4);
        var semaphore = SharedSemaphore.of(5);
        var lock = SharedLock.create()) {
      assertEquals("SharedEvent[not set]", event.toString());
      assertEquals("SharedLatch[2]", latch.toString());
      assertEquals("SharedBarrier[0 of 4 parties are there]", barrier.toString());
      assertEquals("SharedSemaphore[5 of 5 permits]", semaphore.toString());
      assertEquals("SharedLock[unlocked]", lock.toString());
    }
  }
}
