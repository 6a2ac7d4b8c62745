package org.muster.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.muster.parallel.Items.range;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.muster.parallel.launch.LocalLauncher;
import org.muster.parallel.pool.WorkerPool;

@DisplayName("A pool, when things go wrong,")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PoolFaultsTest {

  private static Pool pool;

  @TempDir private Path folder;

  @BeforeAll
  static void open() {
    pool = Pool.of(2);
  }

  @AfterAll
  static void close() {
    pool.close();
  }

  private static void assertWorks(Pool pool) {
    assertEquals(List.of(0, 1, 4, 9), pool.map(x -> x * x, range(4)));
  }

  // ---- workers that die ------------------------------------------------------------------------

  @Test
  void names_the_item_and_the_signal_of_a_worker_that_was_killed_while_busy() throws Exception {
    String running = folder.resolve("running").toString();
    var call =
        CompletableFuture.supplyAsync(() ->
            pool.map(
                x -> {
                  if (x == 1) {
                    System.out.println("opening the file");
                    Files.writeString(
                        Path.of(running + ".tmp"), "" + ProcessHandle.current().pid());
                    Files.move(Path.of(running + ".tmp"), Path.of(running));
                    Thread.sleep(60_000);
                  }
                  return x;
                },
                range(4),
                1));
    long pid = Long.parseLong(awaitFile(Path.of(running)));
    kill(pid);
    var thrown = assertThrows(ExecutionException.class, call::get);
    var lost = assertInstanceOf(WorkerLostException.class, thrown.getCause());
    assertEquals(1, lost.itemIndex());
    assertEquals(137, lost.exitCode());
    assertTrue(lost.lastOutput().contains("opening the file"), lost.getMessage());
    assertTrue(
        lost.getMessage()
            .matches(
                "worker \\d \\(process "
                    + pid
                    + "\\) ended with signal 9 \\(killed\\) while it ran item 1; it last printed: .*opening the file.*\\. The pool has replaced it; withRetries\\(1\\) has it try such an item again, if that may help\\."),
        lost.getMessage());
    assertWorks(pool);
    assertFalse(pool.workers().stream().anyMatch(w -> w.pid() == pid));
  }

  @Test
  void names_the_exit_code_of_a_task_that_calls_exit() {
    var lost =
        assertThrows(
            WorkerLostException.class,
            () ->
                pool.apply(() -> {
                  System.out.print("bye");
                  System.exit(3);
                  return 0;
                }));
    assertEquals(3, lost.exitCode());
    assertTrue(lost.lastOutput().contains("bye"), lost.getMessage());
    assertTrue(lost.getMessage().contains("ended with exit code 3 while it ran the task"));
    assertWorks(pool);
  }

  @Test
  void names_the_item_in_the_middle_of_a_chunk() {
    var lost =
        assertThrows(
            WorkerLostException.class,
            () ->
                pool.map(
                    x -> {
                      if (x == 57) {
                        Runtime.getRuntime().halt(1);
                      }
                      return x;
                    },
                    range(100),
                    25));
    assertEquals(57, lost.itemIndex());
    assertWorks(pool);
  }

  @Test
  void gives_chunks_that_a_lost_worker_had_not_started_to_another_one() {
    try (var own = Pool.of(1)) {
      String flag = folder.resolve("died").toString();
      own.map(x -> x, range(2000), 1); // short items: the worker holds many chunks
      var first =
          own.mapAsync(
              x -> {
                if (x == 5 && Files.notExists(Path.of(flag))) {
                  Files.createFile(Path.of(flag));
                  Runtime.getRuntime().halt(1);
                }
                return x;
              },
              range(1000),
              1);
      var second = own.mapAsync(x -> x + 1, range(1000), 1);
      assertThrows(ExecutionException.class, first::get);
      assertEquals(1000, second.join().size());
    }
  }

  @Test
  void says_why_no_worker_can_be_started() {
    try (var broken = Pool.open(c -> c.withWorkers(2).withJvmOption("-XX:NoSuchOption"))) {
      var lost = assertThrows(WorkerLostException.class, () -> broken.apply(() -> 1));
      assertTrue(
          lost.getMessage().startsWith("no worker JVM could be started in 3 attempts"),
          lost.getMessage());
      assertTrue(lost.getMessage().contains("NoSuchOption"), lost.getMessage());
    }
  }

  @Test
  void gives_up_on_workers_that_never_say_hello() {
    var launcher = new SilentLauncher();
    try (var silent =
        WorkerPool.open(PoolConfig.defaults().withWorkers(1), launcher, Duration.ofMillis(200))) {
      var lost = assertThrows(WorkerLostException.class, () -> silent.apply(() -> 1));
      assertTrue(lost.getMessage().contains("it did not connect within"), lost.getMessage());
    }
    assertEquals(3, launcher.launched());
    assertFalse(launcher.anyAlive());
  }

  /// Keeps the start of a JVM busy for longer than the pool of the test waits for one that is idle.
  public static final class BusyStart extends ClassLoader {
    public BusyStart(ClassLoader parent) {
      super(parent);
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1_500);
      while (System.nanoTime() < end) {
        Thread.onSpinWait();
      }
    }
  }

  /// Twenty workers that started at once on a machine with other things to do were all killed.
  @Test
  void waits_longer_for_a_worker_that_is_slow_because_it_gets_little_of_the_processors() {
    var config =
        PoolConfig.defaults()
            .withWorkers(1)
            .withJvmOption("-Djava.system.class.loader=" + BusyStart.class.getName());
    try (var slow = WorkerPool.open(config, new LocalLauncher(), Duration.ofSeconds(1))) {
      assertEquals(1, slow.apply(() -> 1));
    }
  }

  // ---- tasks that fail -------------------------------------------------------------------------

  static class Unsendable {}

  static class CannotTravel extends Exception {
    private static final long serialVersionUID = 1;
    final Object ballast = new Unsendable();

    CannotTravel(String message) {
      super(message);
    }
  }

  static class BreaksWhenRead extends RuntimeException {
    private static final long serialVersionUID = 1;

    BreaksWhenRead(String message) {
      super(message);
    }

    private void readObject(ObjectInputStream in) {
      throw new IllegalStateException("not here");
    }
  }

  @Test
  void replaces_an_exception_that_cannot_be_sent_by_a_stand_in() {
    var thrown =
        assertThrows(
            TaskFailedException.class,
            () ->
                pool.apply(() -> {
                  throw new CannotTravel("no way");
                }));
    var standIn = assertInstanceOf(RemoteException.class, thrown.getCause());
    assertEquals(CannotTravel.class.getName(), standIn.originalClass());
    assertEquals(CannotTravel.class.getName() + ": no way", standIn.toString());
    assertTrue(standIn.getStackTrace()[0].getClassName().startsWith(getClass().getName()));
    assertWorks(pool);
  }

  @Test
  void names_the_item_of_a_reduction_whose_exception_cannot_be_sent() {
    var thrown =
        assertThrows(
            TaskFailedException.class,
            () ->
                pool.mapReduce(
                    x -> {
                      if (x == 7) {
                        throw new CannotTravel("no way");
                      }
                      return x;
                    },
                    (a, b) -> a + b,
                    range(10)));
    assertEquals(
        "item 7 (`7`) failed: " + CannotTravel.class.getName() + ": no way", thrown.getMessage());
    assertInstanceOf(RemoteException.class, thrown.getCause());
  }

  @Test
  void replaces_exceptions_that_go_round_in_a_circle_by_stand_ins() {
    var thrown =
        assertThrows(
            TaskFailedException.class,
            () ->
                pool.apply(() -> {
                  var inner = new CannotTravel("inner");
                  var outer = new CannotTravel("outer");
                  outer.initCause(inner);
                  inner.initCause(outer);
                  inner.addSuppressed(outer);
                  throw outer;
                }));
    var outer = assertInstanceOf(RemoteException.class, thrown.getCause());
    assertEquals("outer", outer.getMessage());
    var inner = assertInstanceOf(RemoteException.class, outer.getCause());
    assertEquals("inner", inner.getMessage());
    assertNull(inner.getCause());
    assertWorks(pool);
  }

  @Test
  void passes_on_what_can_be_had_of_an_exception_with_very_many_causes() {
    var thrown =
        assertThrows(
            TaskFailedException.class,
            () ->
                pool.apply(() -> {
                  var cause = new IllegalStateException("cause 0");
                  for (int i = 1; i < 50_000; i++) {
                    cause = new IllegalStateException("cause " + i, cause);
                  }
                  throw cause;
                }));
    assertEquals("cause 49999", thrown.getCause().getMessage());
    assertEquals("cause 49950", nthCause(thrown.getCause(), 49).getMessage());
    assertEquals(0, thrown.line());
    assertWorks(pool);
  }

  private static Throwable nthCause(Throwable thrown, int n) {
    return n == 0 ? thrown : nthCause(thrown.getCause(), n - 1);
  }

  @Test
  void names_the_items_of_which_one_ended_the_worker_in_a_reduction() {
    var lost =
        assertThrows(
            WorkerLostException.class,
            () ->
                pool.mapReduce(
                    x -> {
                      if (x == 4_001) {
                        Runtime.getRuntime().halt(4);
                      }
                      return x;
                    },
                    Integer::sum,
                    range(4_096)));
    assertEquals(4_000, lost.itemIndex());
    assertTrue(lost.getMessage().contains("one of the items 4000 to 4003"), lost.getMessage());
    assertTrue(lost.completed().isEmpty());
  }

  @Test
  void keeps_results_of_an_imap_whose_worker_was_lost() throws Exception {
    String later = folder.resolve("later").toString();
    try (var results =
        pool.imap(
            x -> {
              if (x == 3) {
                Files.createFile(Path.of(later));
              } else if (x == 0) {
                while (Files.notExists(Path.of(later))) {
                  Thread.sleep(1);
                }
                Thread.sleep(100);
                Runtime.getRuntime().halt(4);
              }
              return 10 * x;
            },
            range(100),
            1)) {
      var lost = assertThrows(WorkerLostException.class, results::next);
      assertEquals(0, lost.itemIndex());
      assertEquals(10, lost.completed().get(1L));
    }
    assertWorks(pool);
  }

  @Test
  void replaces_an_exception_that_cannot_be_read_by_a_stand_in() {
    var thrown =
        assertThrows(
            TaskFailedException.class,
            () ->
                pool.apply(() -> {
                  throw new BreaksWhenRead("broken");
                }));
    assertEquals(BreaksWhenRead.class.getName() + ": broken", thrown.getCause().toString());
    assertWorks(pool);
  }

  /// Says in the worker what it cannot say here.
  static class ForgetsOnItsWay extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient @Nullable Object lost;

    ForgetsOnItsWay(Object lost) {
      this.lost = lost;
    }

    @Override
    public String getMessage() {
      return "because of " + Objects.requireNonNull(lost);
    }
  }

  @Test
  void replaces_an_exception_that_says_nothing_once_it_has_travelled_by_a_stand_in() {
    var thrown =
        assertThrows(
            TaskFailedException.class,
            () ->
                pool.map(
                    _ -> {
                      throw new ForgetsOnItsWay("rain");
                    },
                    range(1)));
    assertEquals(
        ForgetsOnItsWay.class.getName() + ": because of rain", thrown.getCause().toString());
    assertWorks(pool);
  }

  /// Objects and exceptions whose own code believes that it is never called there.
  static class NeverTravels extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final boolean neverLeaves;

    NeverTravels(boolean neverLeaves) {
      this.neverLeaves = neverLeaves;
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
      if (neverLeaves) {
        throw new AssertionError("never written");
      }
      out.defaultWriteObject();
    }

    private void readObject(ObjectInputStream in) {
      throw new AssertionError("never read");
    }
  }

  @Test
  void survives_failed_assertions_in_the_code_that_writes_or_reads_a_value() {
    for (boolean neverLeaves : List.of(true, false)) {
      String why = neverLeaves ? "never written" : "never read";
      var thrown =
          assertThrows(
              TaskFailedException.class,
              () ->
                  pool.apply(() -> {
                    throw new NeverTravels(neverLeaves);
                  }));
      assertInstanceOf(RemoteException.class, thrown.getCause());
      assertContains(why, () -> pool.apply(() -> new NeverTravels(neverLeaves)));
      assertContains(why, () -> pool.map(_ -> new NeverTravels(neverLeaves), range(3)));
      assertContains(why, () -> pool.map(_ -> 1, List.of(new NeverTravels(neverLeaves))));
      var captured = new NeverTravels(neverLeaves);
      assertContains(why, () -> pool.apply(() -> captured == null));
    }
    assertWorks(pool);
  }

  private static void assertContains(String why, Executable call) {
    RuntimeException thrown = assertThrows(RuntimeException.class, call);
    assertTrue(
        thrown instanceof TaskFailedException || thrown instanceof TaskNotSerializableException,
        thrown::toString);
    assertTrue(String.valueOf(thrown.getMessage()).contains(why), thrown.getMessage());
  }

  /// Takes in the worker what it does not take here.
  record Picky(int number) implements Serializable {
    private static final long HOME = ProcessHandle.current().pid();
    static long accepted = HOME;

    Picky {
      if (number == 2 && ProcessHandle.current().pid() == accepted) {
        throw new IllegalArgumentException("two is refused");
      }
    }
  }

  @Test
  void names_the_results_that_came_and_cannot_be_read() {
    var thrown =
        assertThrows(
            TaskFailedException.class,
            () ->
                pool.map(
                    x -> {
                      Picky.accepted = 0;
                      return new Picky(x);
                    },
                    range(4),
                    1));
    assertEquals(2, thrown.itemIndex(), thrown.getMessage());
    assertTrue(
        thrown
            .getMessage()
            .startsWith(
                "the result of item 2 came and cannot be read: java.lang.IllegalArgumentException: two is refused"),
        thrown.getMessage());
    assertInstanceOf(IllegalArgumentException.class, thrown.getCause());
    assertWorks(pool);
  }

  /// Cannot be read if it is the seventh.
  static class Seventh implements Serializable {
    private static final long serialVersionUID = 1;
    private final int number;

    Seventh(int number) {
      this.number = number;
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      if (number == 7) {
        throw new IllegalStateException("seven");
      }
    }
  }

  @Test
  void does_not_blame_an_item_if_any_of_a_chunk_may_be_what_cannot_be_read() {
    var thrown =
        assertThrows(
            TaskFailedException.class,
            () -> pool.map(x -> x.number, range(10).stream().map(Seventh::new).toList(), 10));
    assertTrue(
        thrown.getMessage().startsWith("one of the items 0 to 9 failed in worker "),
        thrown.getMessage());
    var alone =
        assertThrows(
            TaskFailedException.class,
            () -> pool.map(x -> x.number, range(10).stream().map(Seventh::new).toList(), 1));
    assertTrue(alone.getMessage().startsWith("item 7 failed in worker "), alone.getMessage());
  }

  @Test
  void survives_a_task_that_runs_out_of_memory() {
    try (var small = Pool.open(c -> c.withWorkers(1).withHeap("64m"))) {
      var thrown =
          assertThrows(TaskFailedException.class, () -> small.apply(() -> new long[1 << 28][0]));
      assertInstanceOf(OutOfMemoryError.class, thrown.getCause());
      assertWorks(small);
    }
  }

  @Test
  void names_the_item_whose_result_cannot_travel() {
    var thrown =
        assertThrows(
            TaskFailedException.class,
            () -> pool.map(x -> x == 2 ? new Unsendable() : (Object) x, range(4), 4));
    assertEquals(2, thrown.itemIndex());
    assertTrue(thrown.getMessage().contains(Unsendable.class.getName()), thrown.getMessage());
    assertWorks(pool);
  }

  @Test
  void refuses_an_item_that_cannot_travel_and_works_on() {
    var refused =
        assertThrows(
            TaskNotSerializableException.class,
            () -> pool.map(Object::toString, List.<Object>of(1, new Unsendable())));
    assertTrue(refused.getMessage().contains(Unsendable.class.getName()), refused.getMessage());
    assertWorks(pool);
  }

  @Test
  void refuses_a_captured_value_that_cannot_travel_and_works_on() {
    var unsendable = new Unsendable();
    var refused =
        assertThrows(
            TaskNotSerializableException.class, () -> pool.apply(() -> unsendable.hashCode()));
    assertTrue(refused.getMessage().contains(Unsendable.class.getName()), refused.getMessage());
    assertWorks(pool);
  }

  // ---- interrupts and cancellation -------------------------------------------------------------

  @Test
  void frees_its_workers_when_a_waiting_thread_is_interrupted() throws Exception {
    String started = folder.resolve("started").toString();
    var outcome = new CompletableFuture<Throwable>();
    Thread caller =
        Thread.ofPlatform()
            .start(() -> {
              try {
                pool.map(x -> spin(started, x), range(2), 1);
                outcome.completeExceptionally(new AssertionError("it returned"));
              } catch (CancellationException e) {
                outcome.complete(
                    Thread.currentThread().isInterrupted()
                        ? e
                        : new AssertionError("the flag is gone"));
              }
            });
    awaitFile(Path.of(started + 0));
    awaitFile(Path.of(started + 1));
    caller.interrupt();
    assertInstanceOf(CancellationException.class, outcome.get());
    assertWorks(pool);
  }

  @SuppressWarnings("InfiniteLoopStatement")
  private static int spin(String started, int item) throws Exception {
    Path tmp = Files.writeString(Path.of(started + item + ".tmp"), "x");
    Files.move(tmp, Path.of(started + item));
    long n = 0;
    while (true) {
      n++;
      if (n < 0) {
        return item;
      }
    }
  }

  @Test
  void stops_the_task_of_a_future_that_is_cancelled() throws Exception {
    try (var own = Pool.of(1)) {
      String started = folder.resolve("started").toString();
      var future = own.applyAsync(() -> spin(started, 0));
      awaitFile(Path.of(started + 0));
      future.cancel(true);
      assertWorks(own);
    }
  }

  // ---- the end ---------------------------------------------------------------------------------

  @Test
  void leaves_no_process_behind() {
    var own = Pool.of(2);
    List<Long> pids = own.map(_ -> ProcessHandle.current().pid(), range(2), 1);
    own.close();
    assertFalse(pids.stream().anyMatch(pid -> ProcessHandle.of(pid).isPresent()));

    var other = Pool.of(2);
    List<Long> others = other.map(_ -> ProcessHandle.current().pid(), range(2), 1);
    var future = other.applyAsync(() -> spin(folder.resolve("s").toString(), 0));
    other.terminate();
    assertThrows(ExecutionException.class, future::get);
    assertFalse(others.stream().anyMatch(pid -> ProcessHandle.of(pid).isPresent()));
  }

  // ---- helpers ---------------------------------------------------------------------------------

  private static String awaitFile(Path file) throws Exception {
    while (Files.notExists(file)) {
      Thread.sleep(5); // the event is the file
    }
    return Files.readString(file);
  }

  private static void kill(long pid) throws Exception {
    new ProcessBuilder("kill", "-9", Long.toString(pid)).start().waitFor();
  }
}
