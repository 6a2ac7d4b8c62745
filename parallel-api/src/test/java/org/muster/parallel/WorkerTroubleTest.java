package org.muster.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.muster.parallel.Items.range;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.muster.parallel.launch.LocalLauncher;
import org.muster.parallel.pool.WorkerPool;
import org.muster.parallel.spi.WorkerLauncher;

@DisplayName("A pool whose workers give trouble")
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class WorkerTroubleTest {

  private static List<Long> pids(Pool pool) {
    return pool.everywhere(() -> ProcessHandle.current().pid());
  }

  private static void signal(String name, long pid) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
  }

  private static void awaitNone(List<Long> pids) throws InterruptedException {
    while (pids.stream().anyMatch(pid -> ProcessHandle.of(pid).isPresent())) {
      Thread.sleep(5); // the event is their end
    }
  }

  // ---- workers that stand still ----------------------------------------------------------------

  @Test
  void waits_for_one_that_stands_still_and_gets_its_results_when_it_goes_on() throws Exception {
    try (var pool = Pool.of(2)) {
      List<Long> pids = pids(pool);
      signal("STOP", pids.get(1));
      CompletableFuture<List<Integer>> call = pool.mapAsync(x -> x + 1, range(100), 1);
      signal("CONT", pids.get(1));
      assertEquals(100, call.get().size());
      assertEquals(pids, pids(pool));
    }
  }

  @Test
  void kills_one_that_stands_still_when_its_work_is_cancelled() throws Exception {
    try (var pool = Pool.open(c -> c.withWorkers(1).withSpares(1))) {
      List<Long> pids = pids(pool);
      signal("STOP", pids.getFirst());
      var call = pool.applyAsync(() -> 1);
      while (pool.workers().getFirst().state() != WorkerInfo.State.BUSY) {
        Thread.sleep(5); // a call that was not sent yet would be cancelled without the worker
      }
      call.cancel(true);
      assertThrows(CancellationException.class, call::join);
      assertEquals(2, pool.apply(() -> 2));
      awaitNone(pids);
    }
  }

  /// On a busy machine most of a pool was killed after an interrupt, and had to be started again.
  @Test
  void keeps_one_that_gets_no_processor_for_a_while_when_its_work_is_cancelled() throws Exception {
    try (var pool = Pool.of(1)) {
      List<Long> pids = pids(pool);
      signal("STOP", pids.getFirst());
      var call = pool.applyAsync(() -> 1);
      while (pool.workers().getFirst().state() != WorkerInfo.State.BUSY) {
        Thread.sleep(5); // a call that was not sent yet would be cancelled without the worker
      }
      call.cancel(true);
      Thread.sleep(1000); // longer than a task may go on
      signal("CONT", pids.getFirst());
      assertEquals(pids, pids(pool));
    }
  }

  /// Takes long to be written down.
  private static final class Ponderous extends RuntimeException {
    private static final long serialVersionUID = 1;

    private void writeObject(ObjectOutputStream out) throws IOException {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
      while (System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      out.defaultWriteObject();
    }
  }

  @Test
  void keeps_one_whose_cancelled_task_threw_what_takes_long_to_write_down(@TempDir Path folder)
      throws Exception {
    try (var pool = Pool.of(1)) {
      List<Long> pids = pids(pool);
      Path begun = folder.resolve("begun");
      String name = begun.toString();
      var call =
          pool.applyAsync(() -> {
            Files.createFile(Path.of(name));
            try {
              Thread.sleep(1_000_000);
            } catch (InterruptedException e) {
              throw new Ponderous();
            }
            return 1;
          });
      while (!Files.exists(begun)) {
        Thread.sleep(5);
      }
      call.cancel(true);
      assertEquals(pids, pids(pool));
    }
  }

  @Test
  void ends_one_that_stands_still_when_it_is_closed() throws Exception {
    var pool = Pool.open(c -> c.withWorkers(2).withSpares(1));
    List<Long> pids = pids(pool);
    signal("STOP", pids.getFirst());
    pool.close();
    awaitNone(pids);
  }

  // ---- workers that cannot be started ----------------------------------------------------------

  /// Some workers end at once.
  private static final class Unlucky implements WorkerLauncher {
    final AtomicInteger launched = new AtomicInteger();
    private final WorkerLauncher real = new LocalLauncher();
    private final IntPredicate good;

    /// @param good whether the n-th worker, from 1, can be started
    Unlucky(IntPredicate good) {
      this.good = good;
    }

    @Override
    public LaunchedWorker launch(WorkerLaunch launch, Consumer<String> output) throws IOException {
      if (good.test(launched.incrementAndGet())) {
        return real.launch(launch, output);
      }
      List<String> options = new ArrayList<>(launch.jvmOptions());
      options.add("-XX:NoSuchOption=" + launched.get());
      return real.launch(
          new WorkerLaunch(
              launch.number(), launch.progress(), launch.rendezvous(), launch.classPath(), options),
          output);
    }
  }

  @Test
  void says_why_none_can_be_started_and_works_once_the_cause_is_gone() {
    var launcher = new Unlucky(n -> n > 20);
    try (var pool = WorkerPool.open(PoolConfig.defaults().withWorkers(1), launcher)) {
      int refused = 0;
      while (true) {
        try {
          assertEquals(5, pool.apply(() -> 5));
          break;
        } catch (WorkerLostException e) {
          refused++;
          assertTrue(e.getMessage().contains("NoSuchOption"), e.getMessage());
          assertEquals(-1, e.itemIndex());
        }
      }
      // The first call is told after three attempts, each later one after one more.
      assertEquals(18, refused);
      assertEquals(21, launcher.launched.get());
    }
  }

  @Test
  void gives_up_for_the_moment_on_one_that_dies_as_soon_as_it_was_started() throws Exception {
    var launcher = new Unlucky(_ -> true);
    var config =
        PoolConfig.defaults()
            .withWorkers(1)
            .withInitializer(() ->
                new Thread(
                        () -> {
                          System.err.println("the licence has run out");
                          System.err.flush();
                          Runtime.getRuntime().halt(9);
                        })
                    .start());
    try (var pool = WorkerPool.open(config, launcher)) {
      for (int i = 0; i < 8; i++) {
        var lost = assertThrows(WorkerLostException.class, () -> pool.map(_ -> pause(), range(3)));
        assertEquals(9, lost.exitCode());
        assertTrue(lost.getMessage().contains("exit code 9"), lost.getMessage());
      }
      assertTrue(launcher.launched.get() <= 30, launcher.launched + " launches");
    }
  }

  @Test
  void takes_the_workers_of_a_pool_that_its_task_opened_along(@TempDir Path folder)
      throws Exception {
    String told = folder.resolve("told").toString();
    try (var pool = Pool.of(1)) {
      List<Long> closed =
          pool.apply(() -> {
            try (var own = Pool.of(2)) {
              return own.everywhere(() -> ProcessHandle.current().pid());
            }
          });
      assertEquals(2, closed.size());
      awaitNone(closed);
      var running =
          pool.applyAsync(() -> {
            try (var own = Pool.of(2)) {
              List<Long> pids = own.everywhere(() -> ProcessHandle.current().pid());
              Path draft = Path.of(told + ".tmp");
              Files.write(draft, pids.stream().map(String::valueOf).toList());
              Files.move(draft, Path.of(told));
              return own.map(_ -> pause(), range(2));
            }
          });
      while (Files.notExists(Path.of(told))) {
        Thread.sleep(5);
      }
      signal("KILL", pool.workers().getFirst().pid());
      var thrown = assertThrows(ExecutionException.class, running::get);
      assertInstanceOf(WorkerLostException.class, thrown.getCause());
      awaitNone(Files.readAllLines(Path.of(told)).stream().map(Long::valueOf).toList());
    }
  }

  private static int pause() throws InterruptedException {
    Thread.sleep(60_000);
    return 0;
  }

  @Test
  void works_with_those_it_has_if_others_cannot_be_started() throws Exception {
    var launcher = new Unlucky(n -> n <= 2);
    try (var pool = WorkerPool.open(PoolConfig.defaults().withWorkers(2), launcher)) {
      List<Long> pids = pids(pool);
      signal("KILL", pids.get(1));
      for (int i = 0; i < 200; i++) {
        assertEquals(100, pool.map(x -> x, range(100), 1).size());
      }
      assertTrue(launcher.launched.get() < 20, launcher.launched + " launches");
    }
  }

  @Test
  void fails_calls_whose_initializer_fails_in_every_worker() {
    try (var pool =
        Pool.open(c ->
            c.withWorkers(1)
                .withSpares(1)
                .withInitializer(() -> {
                  throw new IllegalStateException("no data base");
                }))) {
      var lost = assertThrows(WorkerLostException.class, () -> pool.apply(() -> 1));
      assertTrue(lost.getMessage().contains("no data base"), lost.getMessage());
    }
  }

  // ---- tasks that do not want to end -----------------------------------------------------------

  private static int stubborn(String kind) throws Exception {
    while (true) {
      try {
        switch (kind) {
          case "busy" -> {
            for (long i = 0; i >= 0; i++) {
              Thread.onSpinWait();
            }
          }
          case "asleep" -> Thread.sleep(1_000_000);
          default -> {
            try (var server = new ServerSocket(0)) {
              server.accept();
            }
          }
        }
      } catch (Throwable e) {
        // It does not want to end.
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"busy", "asleep", "reading"})
  void stops_a_cancelled_task_that_catches_everything(String kind) throws Exception {
    try (var pool = Pool.open(c -> c.withWorkers(2).withSpares(1))) {
      List<Long> pids = pids(pool);
      var other =
          pool.applyAsync(() -> {
            Thread.sleep(1500);
            return "not disturbed";
          });
      var call = pool.applyAsync(() -> stubborn(kind));
      Thread.sleep(100); // it may have begun or not
      call.cancel(true);
      assertEquals(List.of(0, 1, 2), pool.map(x -> x, range(3), 1));
      assertEquals("not disturbed", other.join());
      assertTrue(pids.contains(pool.workers().get(0).pid()));
    }
  }

  // ---- inputs without end ----------------------------------------------------------------------

  @Test
  void needs_no_more_memory_for_many_items_than_for_few() throws Exception {
    assertEquals("49999995000000", OtherProgram.run(List.of("-Xmx48m"), 80, Many.class).strip());
  }

  static final class Many {
    public static void main(String[] args) {
      long sum = 0;
      try (var pool = Pool.of(2);
          var results = pool.imap(x -> x, range(10_000_000))) {
        while (results.hasNext()) {
          sum += results.next();
        }
      }
      System.out.println(sum);
    }
  }

  // ---- output without end ----------------------------------------------------------------------

  @Test
  void holds_up_one_that_prints_more_than_can_be_shown() throws Exception {
    assertEquals(
        "104857600 bytes shown, done",
        OtherProgram.run(List.of("-Xmx48m"), 60, Flood.class)
            .lines()
            .filter(line -> !line.startsWith("x"))
            .toList()
            .getLast());
  }

  static final class Flood {
    public static void main(String[] args) {
      var shown = new AtomicLong();
      var out = System.out;
      System.setOut(
          new PrintStream(
              new OutputStream() {
                @Override
                public void write(int b) {
                  shown.incrementAndGet();
                }

                @Override
                public void write(byte[] b, int from, int length) {
                  shown.addAndGet(length);
                }
              }));
      try (var pool = Pool.of(1)) {
        String said =
            pool.apply(() -> {
              String line = "x".repeat(1023) + "\n";
              for (int i = 0; i < 100 << 10; i++) {
                System.out.print(line);
              }
              return "done";
            });
        out.println(shown + " bytes shown, " + said);
      }
    }
  }

  // ---- the end ---------------------------------------------------------------------------------

  @Test
  void ends_with_close_while_others_submit() throws Exception {
    for (int round = 0; round < 3; round++) {
      var pool = Pool.open(c -> c.withWorkers(2).withSpares(1));
      List<Long> pids = pids(pool);
      List<CompletableFuture<?>> callers = new ArrayList<>();
      for (int caller = 0; caller < 4; caller++) {
        callers.add(CompletableFuture.runAsync(() -> mapUntilClosed(pool)));
      }
      pool.map(x -> x, range(10));
      if (round % 2 == 0) {
        pool.close();
      } else {
        pool.terminate();
      }
      for (var caller : callers) {
        caller.get(20, TimeUnit.SECONDS);
      }
      awaitNone(pids);
    }
  }

  private static void mapUntilClosed(Pool pool) {
    while (true) {
      try {
        assertEquals(50, pool.map(x -> x, range(50)).size());
      } catch (PoolClosedException e) {
        return;
      }
    }
  }

  @Test
  void is_gone_with_all_its_workers_and_files_when_its_jvm_is_killed(@TempDir Path folder)
      throws Exception {
    Path said = folder.resolve("said.txt");
    Set<Path> before = shared();
    Process program =
        OtherProgram.start(
            List.of("-Djava.io.tmpdir=" + Files.createDirectory(folder.resolve("tmp"))),
            said,
            Busy.class);
    while (!OtherProgram.read(said).contains("busy")) {
      assertTrue(program.isAlive(), OtherProgram.read(said));
      Thread.sleep(5); // the event is the word
    }
    List<Long> workers = program.descendants().map(ProcessHandle::pid).toList();
    assertTrue(workers.size() >= 2, "it has no workers");
    program.destroyForcibly().waitFor();
    awaitNone(workers);
    try (var left = Files.list(folder.resolve("tmp"))) {
      assertEquals(List.of(), left.toList());
    }
    Set<Path> after = shared();
    after.removeAll(before);
    awaitNoneOf(after);
  }

  /// Waits for files that were there for a moment: workers of other programs on this machine have
  /// theirs while they start.
  private static void awaitNoneOf(Set<Path> files) throws InterruptedException {
    long giveUpAt = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (files.stream().anyMatch(Files::exists)) {
      assertTrue(System.nanoTime() < giveUpAt, () -> "these stay: " + files);
      Thread.sleep(20);
    }
  }

  private static Set<Path> shared() throws IOException {
    Path folder = Path.of("/dev/shm");
    if (Files.notExists(folder)) {
      return new HashSet<>();
    }
    try (var files = Files.list(folder)) {
      return new HashSet<>(
          files.filter(f -> f.getFileName().toString().startsWith("muster-")).toList());
    }
  }

  static final class Busy {
    public static void main(String[] args) throws Exception {
      try (var pool = Pool.open(c -> c.withWorkers(2).withSpares(1))) {
        pool.everywhere(() -> 1);
        var _ = pool.mapAsync(_ -> stubborn("busy"), range(4), 1);
        System.out.println("busy");
        Thread.sleep(60_000);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"close", "apply", "imap", "map"})
  @SuppressWarnings("try") // closed by hand as well
  void gives_up_a_wait_that_is_interrupted_while_it_starts(String method) throws Exception {
    var launcher = new SilentLauncher();
    var config = PoolConfig.defaults().withWorkers(1);
    try (var pool = WorkerPool.open(config, launcher, Duration.ofSeconds(5))) {
      var outcome = new CompletableFuture<Throwable>();
      Thread caller =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  switch (method) {
                    case "close" -> pool.close();
                    case "apply" -> pool.apply(() -> 1);
                    case "imap" -> pool.imap(x -> x, range(3)).next();
                    default -> pool.map(x -> x, range(3));
                  }
                  outcome.complete(new AssertionError("it returned"));
                } catch (Throwable e) {
                  outcome.complete(e);
                }
              });
      while (caller.isAlive() && caller.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      long start = System.nanoTime();
      caller.interrupt();
      Throwable thrown = outcome.get(10, TimeUnit.SECONDS);
      assertTrue(System.nanoTime() - start < 3_000_000_000L, "it took long");
      if (!method.equals("close")) {
        assertInstanceOf(CancellationException.class, thrown);
      }
      pool.terminate();
    }
    assertFalse(launcher.anyAlive());
  }
}
