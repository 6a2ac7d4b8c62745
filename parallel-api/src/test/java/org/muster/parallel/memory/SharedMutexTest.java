package org.muster.parallel.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileInputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.muster.parallel.memory.SharedMutex.Outcome;

@DisplayName("A shared mutex")
@Timeout(120)
class SharedMutexTest {

  private static final long COUNT = 64;
  private static final long READY = 128;
  private static final int ROUNDS = 100_000;

  /// The bit by which one that waits says that it has waited for long.
  private static final long HUNGRY = 2;

  @Test
  void is_free_at_first_and_after_each_unlock() throws Exception {
    try (var segment = SharedSegment.create(4096)) {
      var mutex = new SharedMutex(segment.memory(), 0);
      assertFalse(mutex.lock());
      assertEquals(LiveProcess.SELF, mutex.owner());
      assertFalse(mutex.tryAcquire());
      mutex.unlock();
      assertEquals(0, mutex.owner());
      assertTrue(mutex.tryAcquire());
    }
  }

  @Test
  void gives_up_after_its_time_and_when_patience_ends() throws Exception {
    try (var segment = SharedSegment.create(4096)) {
      var mutex = new SharedMutex(segment.memory(), 0);
      assertFalse(mutex.lock());
      assertEquals(Outcome.LEFT, mutex.acquire(1_000_000, () -> true));
      assertEquals(Outcome.LEFT, mutex.acquire(Long.MAX_VALUE, () -> false));
      assertEquals(Outcome.LEFT, mutex.tryAcquireOrRecover());
    }
  }

  @Test
  void lets_an_interrupted_thread_wait_and_keeps_its_flag() throws Exception {
    try (var segment = SharedSegment.create(4096)) {
      var mutex = new SharedMutex(segment.memory(), 0);
      assertFalse(mutex.lock());
      var waiter =
          CompletableFuture.supplyAsync(() -> {
            Thread.currentThread().interrupt();
            assertFalse(mutex.lock());
            mutex.unlock();
            return Thread.interrupted();
          });
      mutex.unlock();
      assertTrue(waiter.get(60, TimeUnit.SECONDS));
    }
  }

  @ParameterizedTest(name = "with options {0}")
  @ValueSource(strings = {"-Dnone=1", "-Dmuster.virtual=true"})
  void loses_no_count_of_three_processes(String option) throws Exception {
    try (var segment = SharedSegment.create(4096)) {
      MemorySegment memory = segment.memory();
      List<Process> processes = new ArrayList<>();
      try {
        for (int i = 0; i < 3; i++) {
          processes.add(start(segment.handle(), "count", option));
        }
        for (Process each : processes) {
          assertTrue(each.waitFor(100, TimeUnit.SECONDS));
          assertEquals(0, each.exitValue());
        }
        assertEquals(6 * ROUNDS, memory.get(ValueLayout.JAVA_LONG, COUNT));
        assertEquals(0, new SharedMutex(memory, 0).owner());
      } finally {
        processes.forEach(Process::destroyForcibly);
      }
    }
  }

  @Test
  void comes_to_the_next_one_who_is_told_when_its_owner_is_killed() throws Exception {
    try (var segment = SharedSegment.create(4096)) {
      var mutex = new SharedMutex(segment.memory(), 0);
      Process owner = start(segment.handle(), "hold", "-Dnone=1");
      try {
        while (segment.memory().get(ValueLayout.JAVA_INT, READY) == 0 && owner.isAlive()) {
          Futex.await(segment.memory(), READY, 0, TimeUnit.SECONDS.toNanos(1));
        }
        assertEquals(owner.pid(), LiveProcess.pid(mutex.owner()));
        var waiting = CompletableFuture.supplyAsync(mutex::lock);
        assertEquals(Outcome.LEFT, mutex.acquire(30_000_000, () -> true));
        owner.destroyForcibly();
        assertTrue(waiting.get(60, TimeUnit.SECONDS));
        mutex.unlock();
        assertFalse(mutex.lock());
      } finally {
        owner.destroyForcibly();
      }
    }
  }

  @Test
  void is_kept_for_one_that_has_waited_long() throws Exception {
    try (var segment = SharedSegment.create(4096)) {
      var mutex = new SharedMutex(segment.memory(), 0);
      assertFalse(mutex.lock());
      var waiting = CompletableFuture.supplyAsync(mutex::lock);
      awaitHungryOne(segment.memory());
      mutex.unlock();
      assertFalse(mutex.tryAcquire());
      assertFalse(waiting.get(60, TimeUnit.SECONDS));
      mutex.unlock();
      assertTrue(mutex.tryAcquire());
    }
  }

  @Test
  void is_not_kept_for_one_that_has_given_up() throws Exception {
    try (var segment = SharedSegment.create(4096)) {
      var mutex = new SharedMutex(segment.memory(), 0);
      assertFalse(mutex.lock());
      var patient = new AtomicBoolean(true);
      var waiting =
          CompletableFuture.supplyAsync(() -> mutex.acquire(Long.MAX_VALUE, patient::get));
      awaitHungryOne(segment.memory());
      patient.set(false);
      assertEquals(Outcome.LEFT, waiting.get(60, TimeUnit.SECONDS));
      mutex.unlock();
      assertFalse(mutex.lock());
      mutex.unlock();
      assertTrue(mutex.tryAcquire());
    }
  }

  @Test
  void kept_for_one_that_was_killed_goes_to_the_next_one() throws Exception {
    try (var segment = SharedSegment.create(4096)) {
      var mutex = new SharedMutex(segment.memory(), 0);
      segment.memory().set(ValueLayout.JAVA_LONG, 0, HUNGRY);
      assertFalse(mutex.tryAcquire());
      assertFalse(mutex.lock());
      mutex.unlock();
      segment.memory().set(ValueLayout.JAVA_LONG, 0, HUNGRY);
      assertEquals(Outcome.ACQUIRED, mutex.tryAcquireOrRecover());
    }
  }

  /// What was abandoned goes to another process; an unlock that came late took it from that one.
  @Test
  void is_not_taken_from_another_process_by_an_unlock_that_comes_late() throws Exception {
    Process other = new ProcessBuilder("sleep", "60").start();
    try (var segment = SharedSegment.create(4096)) {
      var mutex = new SharedMutex(segment.memory(), 0);
      assertFalse(mutex.lock());
      mutex.abandon();
      long number = LiveProcess.number(other.pid());
      segment.memory().set(ValueLayout.JAVA_LONG, 0, number);
      mutex.unlock();
      assertEquals(number, mutex.owner());
    } finally {
      other.destroyForcibly();
    }
  }

  private static void awaitHungryOne(MemorySegment memory) throws InterruptedException {
    while ((memory.get(ValueLayout.JAVA_LONG, 0) & HUNGRY) == 0) {
      Thread.sleep(1);
    }
  }

  @Test
  void knows_a_process_from_a_later_one_of_the_same_id() {
    assertTrue(LiveProcess.isAlive(LiveProcess.SELF));
    assertEquals(ProcessHandle.current().pid(), LiveProcess.pid(LiveProcess.SELF));
    long started10MillisLater = LiveProcess.SELF + (1L << 32);
    assertFalse(LiveProcess.isAlive(started10MillisLater));
  }

  @Test
  void knows_that_a_process_lives_although_the_one_that_asks_is_interrupted() throws Exception {
    Process other = new ProcessBuilder("sleep", "60").start();
    try {
      long number = LiveProcess.number(other.pid());
      Thread.currentThread().interrupt();
      assertTrue(LiveProcess.isAlive(number));
      assertTrue(Thread.interrupted());
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void knows_that_a_process_lives_although_the_one_that_asks_can_open_no_file() throws Exception {
    var other =
        new ProcessBuilder(
                "sh",
                "-c",
                "ulimit -n 64 && exec \"$0\" -cp \"$1\" \"$2\" $3",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                System.getProperty("java.class.path"),
                WithoutFiles.class.getName(),
                Long.toString(LiveProcess.SELF))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertEquals("true", new String(other.getInputStream().readAllBytes(), UTF_8).strip());
    } finally {
      other.destroyForcibly();
    }
  }

  /// Opens files until there are no more, and says whether a process lives.
  static final class WithoutFiles {
    private WithoutFiles() {}

    public static void main(String[] args) {
      long process = Long.parseLong(args[0]);
      boolean lives = LiveProcess.isAlive(process); // what that needs is loaded now
      List<FileInputStream> open = new ArrayList<>();
      try {
        while (true) {
          open.add(new FileInputStream("/dev/null"));
        }
      } catch (IOException e) {
        System.out.println(lives && !open.isEmpty() && LiveProcess.isAlive(process));
      }
    }
  }

  private static Process start(SharedSegment.Handle handle, String what, String option)
      throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            option,
            "-cp",
            System.getProperty("java.class.path"),
            Other.class.getName(),
            what,
            handle.id().toString(),
            Long.toString(handle.pid()),
            Integer.toString(handle.descriptor()))
        .inheritIO()
        .start();
  }

  /// Counts with two threads, or holds the mutex until it is killed.
  static final class Other {
    private Other() {}

    public static void main(String[] args) throws Exception {
      var handle =
          new SharedSegment.Handle(
              UUID.fromString(args[1]), Long.parseLong(args[2]), Integer.parseInt(args[3]), 4096);
      try (var segment = SharedSegment.attach(handle)) {
        MemorySegment memory = segment.memory();
        if (args[0].equals("count")) {
          var threads =
              Boolean.getBoolean("muster.virtual")
                  ? Thread.ofVirtual().factory()
                  : Thread.ofPlatform().factory();
          try (var both = Executors.newThreadPerTaskExecutor(threads)) {
            var first = both.submit(() -> count(memory));
            var second = both.submit(() -> count(memory));
            first.get(); // throws what stopped it
            second.get();
          }
        } else {
          boolean _ = new SharedMutex(memory, 0).lock();
          memory.set(ValueLayout.JAVA_INT, READY, 1);
          Futex.wake(memory, READY, Integer.MAX_VALUE);
          Thread.sleep(TimeUnit.MINUTES.toMillis(10));
        }
      }
    }

    private static void count(MemorySegment memory) {
      var mutex = new SharedMutex(memory, 0);
      for (int i = 0; i < ROUNDS; i++) {
        boolean recovered = mutex.lock();
        try {
          memory.set(ValueLayout.JAVA_LONG, COUNT, memory.get(ValueLayout.JAVA_LONG, COUNT) + 1);
          if (recovered || mutex.owner() != LiveProcess.SELF) {
            throw new IllegalStateException("somebody took it from a process that lives");
          }
        } finally {
          mutex.unlock();
        }
      }
    }
  }
}
