package org.muster.parallel.pool;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.muster.parallel.Items.range;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.muster.parallel.Pool;
import org.muster.parallel.PoolConfig;
import org.muster.parallel.Task;
import org.muster.parallel.TaskFailedException;
import org.muster.parallel.WorkerLostException;
import org.muster.parallel.launch.LocalLauncher;
import org.muster.parallel.memory.Slots;
import org.muster.parallel.spi.WorkerLauncher;
import org.muster.parallel.transport.PoolLine;
import org.muster.parallel.transport.SocketLoop;
import org.muster.parallel.wire.Frame;
import org.muster.parallel.wire.Message;
import org.muster.parallel.wire.Payload;

@DisplayName("A large item or result")
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class LargeFramesTest {

  private static final int LENGTH = 300_000;
  private static final Path MAPS = Path.of("/proc/self/maps");

  @TempDir private Path folder;

  private boolean captured;

  /// What earlier tests have left.
  private static long captures;

  @BeforeAll
  static void count() {
    captures = Objects.requireNonNull(Depot.SHARED.slots()).bytesInUse();
  }

  private static double[] array(double first) {
    double[] array = new double[LENGTH];
    Arrays.setAll(array, i -> first + i);
    return array;
  }

  private static List<double[]> arrays(int count) {
    List<double[]> arrays = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      arrays.add(array(i));
    }
    return arrays;
  }

  /// How many files in memory of Muster's this process has mapped.
  private static long mapped() throws IOException {
    return Files.readAllLines(MAPS).stream().filter(line -> line.contains("memfd:muster")).count();
  }

  /// Nothing of what was sent takes memory any more. What was captured may, for as long as it is
  /// known what a worker ran last.
  @AfterEach
  void takes_no_memory_afterwards() throws Exception {
    Slots slots = Objects.requireNonNull(Depot.SHARED.slots());
    while (!captured && slots.bytesInUse() > captures) {
      Thread.sleep(5); // the event is the scheduler's
    }
    captures = slots.bytesInUse();
  }

  private static void assertTravels(Pool pool) {
    List<double[]> items = arrays(6);
    List<double[]> results =
        pool.map(
            a -> {
              a[0]++;
              return a;
            },
            items,
            1);
    for (int i = 0; i < items.size(); i++) {
      assertEquals(i, items.get(i)[0]);
      items.get(i)[0]++;
      assertArrayEquals(items.get(i), results.get(i));
    }
  }

  @Test
  void travels_in_memory_that_is_shared_once_there_is_one() throws Exception {
    try (var pool = Pool.of(1)) {
      assertEquals(0, pool.apply(LargeFramesTest::mapped));
      assertTravels(pool);
      assertEquals(2, pool.apply(LargeFramesTest::mapped));
    }
  }

  @Test
  void travels_back_in_such_memory_from_the_second_one_on() throws Exception {
    try (var pool = Pool.of(1)) {
      while (pool.apply(LargeFramesTest::mapped) == 0) {
        assertArrayEquals(new double[LENGTH], pool.apply(() -> new double[LENGTH]));
      }
      double[] first = pool.apply(() -> array(1));
      double[] second = pool.apply(() -> array(2));
      assertArrayEquals(array(1), first, "its memory was used again");
      assertArrayEquals(array(2), second);
    }
  }

  record Place(String name, int number, double height) implements Serializable {}

  @Test
  void may_be_of_any_kind() {
    boolean[] odd = new boolean[LENGTH];
    List<Place> places = new ArrayList<>();
    List<Object> mixed = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      odd[i] = i % 3 == 0;
      places.add(new Place("p" + i, i, i / 7.0));
      mixed.add(i % 2 == 0 ? "text " + i : List.of(i));
    }
    byte[] bytes = new byte[LENGTH];
    Arrays.fill(bytes, (byte) -7);
    char[] chars = new char[LENGTH];
    Arrays.fill(chars, '\ud800');
    try (var pool = Pool.of(2)) {
      Task<Object, Object> same = x -> x;
      for (int round = 0; round < 2; round++) {
        assertArrayEquals(odd, (boolean[]) pool.map(same, List.of(odd)).getFirst());
        assertArrayEquals(bytes, (byte[]) pool.map(same, List.of(bytes)).getFirst());
        assertArrayEquals(chars, (char[]) pool.map(same, List.of(chars)).getFirst());
        assertArrayEquals(
            new int[LENGTH], (int[]) pool.map(same, List.of(new int[LENGTH])).getFirst());
        assertEquals(places, pool.map(x -> x, places, 10_000));
        assertEquals(mixed, pool.map(x -> x, mixed, 10_000));
        assertEquals(range(200_000), pool.map(x -> x, List.copyOf(range(200_000)), 100_000));
      }
    }
  }

  @Test
  void of_which_a_lost_worker_had_some_leaves_nothing_behind() throws Exception {
    long before = mapped();
    try (var pool = Pool.open(c -> c.withWorkers(2).withSpares(1))) {
      assertTravels(pool);
      String file = folder.resolve("once").toString();
      Task<double[], double[]> deadly =
          a -> {
            if (a[0] == 5 && Files.notExists(Path.of(file))) {
              Files.createFile(Path.of(file));
              Runtime.getRuntime().halt(9);
            }
            return a;
          };
      var lost = assertThrows(WorkerLostException.class, () -> pool.map(deadly, arrays(12), 1));
      assertEquals(5, lost.itemIndex());
      lost.completed().forEach((i, result) -> assertArrayEquals(array(i), (double[]) result));
      assertEquals(12, pool.map(deadly, arrays(12), 1).size());
      assertTravels(pool);
    }
    while (mapped() > Math.max(before, 1)) {
      Thread.sleep(5); // the event is the end of the last lane
    }
  }

  @Test
  void is_sent_again_from_where_it_is_when_it_is_tried_again() throws Exception {
    String file = folder.resolve("again").toString();
    try (var pool = Pool.open(c -> c.withWorkers(2).withRetries(1))) {
      List<double[]> results =
          pool.map(
              a -> {
                if (a[0] == 2 && Files.notExists(Path.of(file))) {
                  Files.createFile(Path.of(file));
                  Runtime.getRuntime().halt(9);
                }
                return a;
              },
              arrays(6),
              1);
      for (int i = 0; i < 6; i++) {
        assertArrayEquals(array(i), results.get(i));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Linux", "Other"})
  void may_be_captured(String system) throws Exception {
    try (var pool = Pool.open(c -> c.withWorkers(2).withJvmOption("-Dos.name=" + system))) {
      captured = true;
      double[] array = array(3);
      for (int round = 0; round < 3; round++) {
        array[1] = round;
        List<double[]> results = pool.map(_ -> array, range(4), 1);
        results.forEach(result -> assertArrayEquals(array, result));
        assertEquals(4.0 + round, pool.apply(() -> array[1] + array[0] + 1));
        List<double[]> nested = pool.map(i -> new double[][] {array}[i], List.of(0), 1);
        assertArrayEquals(array, nested.getFirst());
      }
      long mapped = pool.apply(LargeFramesTest::mapped);
      assertEquals(system.equals("Linux") ? 2 : 0, mapped);
    }
  }

  @Test
  void of_a_cancelled_or_failed_call_leaves_nothing_behind() throws Exception {
    try (var pool = Pool.of(2)) {
      for (int round = 0; round < 20; round++) {
        var call =
            pool.mapAsync(
                a -> {
                  Thread.sleep(a[0] > 2 ? 10_000 : 0);
                  return a;
                },
                arrays(8),
                1);
        while (pool.workers().stream().noneMatch(w -> w.itemsDone() > 0)) {
          Thread.sleep(1); // the event is the first result
        }
        call.cancel(true);
        assertThrows(CancellationException.class, call::join);
        assertThrows(
            TaskFailedException.class,
            () ->
                pool.map(
                    a -> {
                      throw new IllegalStateException("no " + a.length);
                    },
                    arrays(4),
                    1));
        try (var some = pool.imap(a -> a, arrays(8), 1)) {
          assertArrayEquals(array(0), some.next());
        }
      }
      assertTravels(pool);
    }
  }

  @Test
  void is_never_in_memory_of_a_worker_whose_launcher_shares_none() throws Exception {
    WorkerLauncher local = new LocalLauncher();
    try (var pool =
        WorkerPool.open(
            PoolConfig.defaults().withWorkers(1),
            (launch, output) -> local.launch(launch, output))) {
      assertTravels(pool);
      assertTravels(pool);
      assertEquals(0, pool.apply(LargeFramesTest::mapped));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void travels_in_messages_to_workers_that_cannot_reach_the_memory(int workers) throws Exception {
    try (var pool = Pool.open(c -> c.withWorkers(workers).withJvmOption("-Dos.name=Other"))) {
      List<Long> pids = pool.everywhere(() -> ProcessHandle.current().pid());
      assertTravels(pool);
      assertTravels(pool);
      assertEquals(0, pool.apply(LargeFramesTest::mapped));
      assertEquals(pids, pool.everywhere(() -> ProcessHandle.current().pid()));
    }
  }

  @Test
  void that_is_not_where_a_worker_says_costs_it_its_place() throws Exception {
    var launcher = new LiarFirst();
    try (var pool = WorkerPool.open(PoolConfig.defaults().withWorkers(1), launcher)) {
      assertTravels(pool);
      assertTrue(launcher.lied);
      assertNotEquals(ProcessHandle.current().pid(), pool.workers().getFirst().pid());
    } finally {
      launcher.loop.close();
    }
  }

  /// The first worker is in this JVM, and says that its results are where nothing is.
  private static final class LiarFirst implements WorkerLauncher {
    private final WorkerLauncher local = new LocalLauncher();
    private final SocketLoop loop = SocketLoop.start("liar");
    private boolean lied;

    @Override
    public boolean sharesMemory() {
      return true;
    }

    @Override
    public LaunchedWorker launch(WorkerLaunch launch, Consumer<String> output) throws IOException {
      if (lied) {
        return local.launch(launch, output);
      }
      lied = true;
      var exit = new CompletableFuture<Integer>();
      PoolLine[] line = new PoolLine[1];
      line[0] =
          new PoolLine(
              loop,
              launch.rendezvous(),
              request -> {
                if (request instanceof Message.RunChunk m) {
                  var results =
                      new Payload(
                          List.of(new Frame.Bytes(new byte[5]), new Frame.Place(64, 1 << 20)));
                  line[0].send(new Message.ChunkDone(m.job(), m.chunk(), results, 1, 0, 0, 0, 0));
                }
              },
              _ -> {});
      return new LaunchedWorker() {
        @Override
        public long pid() {
          return ProcessHandle.current().pid();
        }

        @Override
        public CompletableFuture<Integer> onExit() {
          return exit;
        }

        @Override
        public void kill() {
          exit.complete(137);
        }
      };
    }
  }
}
