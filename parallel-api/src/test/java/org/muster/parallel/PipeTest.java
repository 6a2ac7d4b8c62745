package org.muster.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A pipe")
@Timeout(180)
class PipeTest {

  private static Pool workers;

  private final Pipe<Object> pipe = Pipe.open();
  private final PipeEnd<Object> here = pipe.first();
  private final PipeEnd<Object> there = pipe.second();

  @BeforeAll
  static void open() {
    workers = Pool.of(2);
  }

  @AfterAll
  static void close() {
    workers.close();
  }

  @AfterEach
  void closePipe() {
    pipe.close();
  }

  // ---- one process -----------------------------------------------------------------------------

  @Test
  void goes_both_ways_in_order() throws Exception {
    here.send("a");
    here.send("b");
    there.send("x");
    assertEquals("a", there.receive());
    assertEquals("b", there.receive(Duration.ofSeconds(1)));
    assertEquals("x", here.poll());
    assertNull(here.poll());
    assertNull(there.receive(Duration.ofMillis(20)));
  }

  @Test
  void tells_the_other_side_that_an_end_was_closed_after_what_was_sent() throws Exception {
    here.send("last");
    here.close();
    here.close();
    assertEquals("last", there.receive());
    var ended = assertThrows(EndOfStreamException.class, there::receive);
    assertEquals("the other end of this pipe is gone: it was closed", ended.getMessage());
    assertThrows(EndOfStreamException.class, there::poll);
    assertThrows(EndOfStreamException.class, () -> there.receive(Duration.ofHours(1)));
    assertThrows(EndOfStreamException.class, () -> there.send("to nobody"));
  }

  @Test
  void refuses_to_use_an_end_that_is_closed() {
    here.close();
    var refused = assertThrows(IllegalStateException.class, () -> here.send("x"));
    assertEquals("this end of the Pipe is closed", refused.getMessage());
    assertThrows(IllegalStateException.class, here::receive);
    assertThrows(IllegalStateException.class, here::poll);
  }

  @Test
  void tells_one_who_waits_that_the_other_end_was_closed() throws Exception {
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    Thread.ofPlatform()
        .start(() -> {
          try {
            there.receive();
          } catch (Throwable e) {
            thrown.complete(e);
          }
        });
    here.close();
    assertEquals(EndOfStreamException.class, thrown.get(30, TimeUnit.SECONDS).getClass());
  }

  @Test
  void refuses_null_and_what_cannot_travel() throws Exception {
    assertThrows(NullPointerException.class, () -> here.send(null));
    assertThrows(TaskNotSerializableException.class, () -> here.send(new Thread()));
    here.send("fine");
    assertEquals("fine", there.receive());
  }

  @Test
  void ends_a_wait_when_the_thread_is_interrupted() {
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, here::receive);
  }

  @Test
  void says_what_it_is() {
    assertEquals("Pipe", pipe.toString());
    assertEquals("first end of Pipe", here.toString());
    assertEquals("second end of Pipe", there.toString());
  }

  // ---- between processes -----------------------------------------------------------------------

  @ParameterizedTest(name = "in {0}")
  @ValueSource(strings = {"workers", "threads", "virtual threads"})
  void upper_cases(String where) throws Exception {
    PipeEnd<Object> there = pipe.second();
    try (var other =
        switch (where) {
          case "threads" -> Pool.threads(2);
          case "virtual threads" -> Pool.virtualThreads();
          default -> null;
        }) {
      Pool pool = other == null ? workers : other;
      var served =
          pool.applyAsync(() -> {
            int count = 0;
            try (there) {
              while (true) {
                there.send(((String) there.receive()).toUpperCase(Locale.ROOT));
                count++;
              }
            } catch (EndOfStreamException e) {
              return count;
            }
          });
      for (int i = 0; i < 300; i++) {
        here.send("line " + i);
        assertEquals("LINE " + i, here.receive(Duration.ofSeconds(60)));
      }
      here.close();
      assertEquals(300, served.get(60, TimeUnit.SECONDS));
    }
  }

  @Test
  void carries_large_messages() throws Exception {
    PipeEnd<Object> there = pipe.second();
    var answering =
        workers.applyAsync(() -> {
          byte[] got = (byte[]) there.receive();
          there.send(got.length);
          there.send(new long[1_000_000]);
          return 0;
        });
    here.send(new byte[30_000_000]);
    assertEquals(30_000_000, here.receive());
    assertEquals(1_000_000, ((long[]) here.receive()).length);
    assertEquals(0, answering.get(60, TimeUnit.SECONDS));
  }

  @Test
  void travels_every_way() throws Exception {
    Pipe<Object> pipe = this.pipe;
    PipeEnd<Object> there = pipe.second();
    workers.map(
        end -> {
          end.send("as item");
          return 0;
        },
        List.of(there));
    assertEquals("as item", here.receive());
    assertSame(there, workers.apply(() -> there));
    assertSame(pipe, workers.apply(() -> pipe));
    Pipe<PipeEnd<Object>> ends = Pipe.open();
    ends.first().send(there);
    PipeEnd<PipeEnd<Object>> second = ends.second();
    workers.apply(() -> {
      second.receive().send("through a pipe");
      return 0;
    });
    assertEquals("through a pipe", here.receive());
    ends.close();
  }

  @Test
  void tells_that_the_process_of_the_other_side_was_killed() throws Exception {
    PipeEnd<Object> there = pipe.second();
    var killed =
        workers.applyAsync(() -> {
          there.send(ProcessHandle.current().pid());
          there.send("the last words");
          return there.receive();
        });
    long pid = (long) here.receive();
    CompletableFuture<Long> told = new CompletableFuture<>();
    Thread.ofPlatform()
        .start(() -> {
          try {
            assertEquals("the last words", here.receive());
            here.receive();
          } catch (EndOfStreamException e) {
            assertTrue(e.getMessage().contains("its process " + pid + " has ended"));
            told.complete(System.nanoTime());
          } catch (Throwable e) {
            told.completeExceptionally(e);
          }
        });
    ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
    process.destroyForcibly();
    process.onExit().get(30, TimeUnit.SECONDS);
    long ended = System.nanoTime();
    long late = told.get(30, TimeUnit.SECONDS) - ended;
    assertTrue(late < 1_000_000_000, "told after " + late / 1_000_000 + " ms");
    assertThrows(EndOfStreamException.class, () -> here.receive(Duration.ofHours(1)));
    assertThrows(Exception.class, () -> killed.get(30, TimeUnit.SECONDS));
  }
}
