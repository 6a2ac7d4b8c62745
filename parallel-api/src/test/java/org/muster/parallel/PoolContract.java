package org.muster.parallel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.muster.parallel.Items.args;
import static org.muster.parallel.Items.range;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Future.State;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/// What every kind of pool promises, wherever its tasks run.
///
/// A task may be a copy in another process: it tells the test what happened by its result or by a
/// file.
@DisplayName("A pool of any kind")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
abstract class PoolContract {

  protected Pool pool = Pool.sequential();

  @TempDir protected Path folder;

  /// A new pool of two workers, or of as many as its kind has.
  protected abstract Pool open();

  @BeforeAll
  final void openPool() {
    pool = open();
  }

  @AfterAll
  final void closePool() {
    pool.close();
  }

  protected static void assertWorks(Pool pool) {
    assertEquals(List.of(0, 1, 4, 9), pool.map(x -> x * x, range(4)));
  }

  // ---- map -------------------------------------------------------------------------------------

  @Test
  void maps_every_item_in_order() {
    assertEquals(List.of(0, 1, 4, 9, 16), pool.map(x -> x * x, range(0, 5)));
  }

  @Test
  void maps_a_million_items() {
    List<Integer> doubled = pool.map(x -> 2 * x, range(1_000_000));
    assertEquals(1_000_000, doubled.size());
    for (int i = 0; i < 1_000_000; i++) {
      assertEquals(2 * i, doubled.get(i));
    }
  }

  @Test
  void maps_nothing_to_nothing() {
    assertEquals(List.of(), pool.map(x -> x, List.of()));
  }

  @Test
  void maps_arrays_and_streams() {
    assertEquals(List.of(1, 2), pool.map(String::length, new String[] {"a", "bb"}));
    assertEquals(List.of(1, 2), pool.map(String::length, Stream.of("a", "bb")));
  }

  @Test
  void gives_results_that_cannot_be_changed() {
    List<Integer> results = pool.map(x -> x, range(3));
    assertThrows(UnsupportedOperationException.class, () -> results.set(0, 7));
  }

  @Test
  void gives_captured_locals_to_the_task() {
    int factor = 7;
    assertEquals(List.of(0, 7, 14), pool.map(x -> factor * x, range(3)));
  }

  @Test
  void keeps_nulls() {
    assertEquals(Arrays.asList(0, null, 2), pool.map(x -> x == 1 ? null : x, range(3)));
    assertEquals(Arrays.asList("null", "a"), pool.map(String::valueOf, Arrays.asList(null, "a")));
  }

  @Test
  void takes_several_arguments_by_starmap() {
    assertEquals(List.of(3, 7), pool.starmap((a, b) -> a + b, List.of(args(1, 2), args(3, 4))));
    assertEquals(
        List.of("1x", "2y"), pool.starmap((a, b) -> a + b, List.of(1, 2), List.of("x", "y")));
    assertEquals(List.of(6), pool.starmap((a, b, c) -> a + b + c, List.of(args(1, 2, 3))));
    assertEquals(
        List.of(10), pool.starmap((a, b, c, d) -> a + b + c + d, List.of(args(1, 2, 3, 4))));
  }

  @Test
  void takes_a_chunk_size() {
    assertEquals(range(10), pool.map(x -> x, range(10), 3));
    assertThrows(IllegalArgumentException.class, () -> pool.map(x -> x, range(10), 0));
  }

  @Test
  void maps_without_waiting() {
    assertEquals(List.of(0, 1, 4), pool.mapAsync(x -> x * x, range(3)).join());
  }

  @Test
  void is_shared_by_several_threads() throws Exception {
    List<CompletableFuture<List<Integer>>> jobs = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      int add = i;
      jobs.add(CompletableFuture.supplyAsync(() -> pool.map(x -> x + add, range(1000), 10)));
    }
    for (int i = 0; i < 8; i++) {
      assertEquals(range(i, 1000 + i), jobs.get(i).get());
    }
  }

  // ---- apply -----------------------------------------------------------------------------------

  @Test
  void applies_one_call() {
    assertEquals(42, pool.apply(() -> 6 * 7));
  }

  @Test
  void applies_one_call_without_waiting_and_calls_back() {
    var seen = new CompletableFuture<Integer>();
    pool.applyAsync(() -> 6 * 7, seen::complete, seen::completeExceptionally).join();
    assertEquals(42, seen.join());
    var failed = new CompletableFuture<Throwable>();
    var future = pool.applyAsync(() -> 1 / (int) zero(), _ -> {}, failed::complete);
    assertThrows(ExecutionException.class, future::get);
    assertInstanceOf(TaskFailedException.class, failed.join());
  }

  private static Object zero() {
    return 0;
  }

  // ---- tasks that fail -------------------------------------------------------------------------

  @Test
  void tells_which_item_failed_and_why() {
    var thrown =
        assertThrows(
            TaskFailedException.class,
            () ->
                pool.map(
                    x -> {
                      if (x == 13) {
                        throw new IllegalStateException("unlucky");
                      }
                      return x;
                    },
                    range(20),
                    4));
    assertEquals(13, thrown.itemIndex());
    assertEquals("13", thrown.argument());
    assertInstanceOf(IllegalStateException.class, thrown.getCause());
    assertEquals("unlucky", thrown.getCause().getMessage());
    assertTrue(thrown.getMessage().startsWith("item 13 (`13`) failed in "), thrown.getMessage());
    assertTrue(
        thrown
            .getCause()
            .getStackTrace()[0]
            .getClassName()
            .startsWith(PoolContract.class.getName()));
    assertEquals(12, thrown.completed().get(12L));
    assertFalse(thrown.completed().containsKey(13L));
    assertWorks(pool);
  }

  @Test
  void passes_on_errors_and_checked_exceptions() {
    var error =
        assertThrows(
            TaskFailedException.class,
            () ->
                pool.apply(() -> {
                  throw new AssertionError("outer", new IllegalArgumentException("inner"));
                }));
    assertInstanceOf(AssertionError.class, error.getCause());
    assertEquals("inner", error.getCause().getCause().getMessage());
    var checked =
        assertThrows(
            TaskFailedException.class,
            () ->
                pool.apply(() -> {
                  throw new NoSuchFieldException("gone");
                }));
    assertInstanceOf(NoSuchFieldException.class, checked.getCause());
  }

  /// An exception that is the cause of its own cause.
  static IllegalStateException circle() {
    var inner = new IllegalArgumentException("inner");
    var outer = new IllegalStateException("outer", inner);
    inner.initCause(outer);
    return outer;
  }

  @Test
  void passes_on_an_exception_that_is_among_its_own_causes() {
    List<Call<?>> calls =
        List.of(
            () ->
                pool.map(
                    _ -> {
                      throw circle();
                    },
                    range(3)),
            () ->
                pool.apply(() -> {
                  throw circle();
                }),
            () ->
                pool.imap(
                        _ -> {
                          throw circle();
                        },
                        range(3))
                    .next());
    for (Call<?> call : calls) {
      var thrown = assertThrows(TaskFailedException.class, call::call);
      var outer = assertInstanceOf(IllegalStateException.class, thrown.getCause());
      assertEquals("inner", outer.getCause().getMessage());
      assertSame(outer, outer.getCause().getCause());
      var text = new StringWriter();
      thrown.printStackTrace(new PrintWriter(text));
      assertTrue(text.toString().contains("CIRCULAR REFERENCE"), text::toString);
      assertEquals(0, thrown.cell());
    }
    assertWorks(pool);
  }

  /// An exception of which hardly anything can be had.
  static class SaysNothing extends RuntimeException {
    private static final long serialVersionUID = 1;

    @Override
    public String toString() {
      throw new IllegalStateException("no text");
    }

    @Override
    @SuppressWarnings("InfiniteRecursion")
    public String getMessage() {
      return getMessage();
    }

    @Override
    public StackTraceElement[] getStackTrace() {
      throw new IllegalStateException("no stack");
    }

    @Override
    public synchronized Throwable getCause() {
      throw new IllegalStateException("no cause");
    }
  }

  @Test
  void names_the_item_of_an_exception_whose_own_methods_fail() {
    List<Call<?>> calls =
        List.of(
            () ->
                pool.map(
                    _ -> {
                      throw new SaysNothing();
                    },
                    List.of(7)),
            () ->
                pool.mapReduce(
                    _ -> {
                      throw new SaysNothing();
                    },
                    (a, _) -> a,
                    List.of(7)),
            () ->
                pool.applyAsync(
                        () -> {
                          throw new SaysNothing();
                        })
                    .join());
    for (Call<?> call : calls) {
      Throwable thrown = assertThrows(RuntimeException.class, call::call);
      var failure =
          assertInstanceOf(
              TaskFailedException.class,
              thrown instanceof CompletionException e ? e.getCause() : thrown);
      String text = failure.getMessage();
      assertTrue(text.startsWith("item 0 (`7`) failed") || text.startsWith("the task"), text);
      assertTrue(text.contains(SaysNothing.class.getName()), text);
      assertEquals(0, failure.cell());
    }
    assertWorks(pool);
  }

  @Test
  void survives_a_task_that_overflows_the_stack() {
    var thrown = assertThrows(TaskFailedException.class, () -> pool.apply(() -> endless(1)));
    assertInstanceOf(StackOverflowError.class, thrown.getCause());
    assertWorks(pool);
  }

  @SuppressWarnings("InfiniteRecursion")
  private static int endless(int n) {
    return 1 + endless(n + 1);
  }

  @Test
  void completes_a_future_with_what_the_call_would_have_thrown() {
    var future =
        pool.applyAsync(() -> {
          throw new IllegalStateException("later");
        });
    var thrown = assertThrows(ExecutionException.class, future::get);
    assertInstanceOf(TaskFailedException.class, thrown.getCause());
    assertEquals("later", thrown.getCause().getCause().getMessage());
  }

  // ---- interrupts ------------------------------------------------------------------------------

  @Test
  void is_usable_after_an_interrupt() {
    Thread.currentThread().interrupt();
    assertThrows(
        CancellationException.class,
        () ->
            pool.map(
                x -> {
                  Thread.sleep(60_000);
                  return x;
                },
                range(4)));
    assertTrue(Thread.interrupted());
    assertEquals(List.of(0, 1), pool.map(x -> x, range(2)));
  }

  @Test
  void stops_its_tasks_when_the_waiting_thread_is_interrupted() throws Exception {
    String started = folder.resolve("started-" + System.nanoTime()).toString();
    var outcome = new CompletableFuture<Throwable>();
    Thread caller =
        Thread.ofPlatform()
            .start(() -> {
              try {
                pool.apply(() -> sleep(started));
                outcome.completeExceptionally(new AssertionError("it returned"));
              } catch (CancellationException e) {
                outcome.complete(
                    Thread.currentThread().isInterrupted()
                        ? e
                        : new AssertionError("the flag is gone"));
              }
            });
    awaitFile(Path.of(started));
    caller.interrupt();
    assertInstanceOf(CancellationException.class, outcome.get());
    assertWorks(pool);
  }

  protected static int sleep(String started) throws Exception {
    Path tmp = Files.writeString(Path.of(started + ".tmp"), "x");
    Files.move(tmp, Path.of(started));
    Thread.sleep(60_000);
    return 0;
  }

  protected static String awaitFile(Path file) throws Exception {
    while (Files.notExists(file)) {
      Thread.sleep(5); // the event is the file
    }
    return Files.readString(file);
  }

  // ---- imap ------------------------------------------------------------------------------------

  @Test
  void gives_results_lazily_in_order() {
    List<Integer> seen = new ArrayList<>();
    try (var results = pool.imap(x -> x * x, () -> IntStream.iterate(0, i -> i + 1).iterator())) {
      for (int y : results) {
        if (y > 1000) {
          break;
        }
        seen.add(y);
      }
    }
    assertEquals(32, seen.size());
    assertEquals(961, seen.get(31));
    assertWorks(pool);
  }

  @Test
  void reads_an_endless_stream_lazily_and_closes_it_with_the_results() throws Exception {
    var closed = new CountDownLatch(1);
    Stream<Integer> endless = Stream.iterate(0, i -> i + 1).onClose(closed::countDown);
    try (var results = pool.imap(x -> x * x, endless)) {
      assertEquals(List.of(0, 1, 4), results.stream().limit(3).toList());
      assertEquals(1, closed.getCount());
    }
    assertTrue(closed.await(60, TimeUnit.SECONDS), "the stream was not closed");
    assertWorks(pool);
  }

  @Test
  void closes_the_stream_of_an_imap_before_it_tells_that_all_results_were_taken() {
    var closed = new AtomicInteger();
    Supplier<Stream<Integer>> numbers = () -> range(10).stream().onClose(closed::incrementAndGet);
    assertEquals(range(1, 11), pool.imap(x -> x + 1, numbers.get()).stream().toList());
    assertEquals(range(1, 11), pool.imap(x -> x + 1, numbers.get(), 3).stream().toList());
    assertEquals(10, pool.imapUnordered(x -> x, numbers.get()).stream().distinct().count());
    assertEquals(10, pool.imapUnordered(x -> x, numbers.get(), 3).stream().distinct().count());
    assertEquals(range(1, 11), pool.map(x -> x + 1, numbers.get()));
    assertEquals(range(1, 11), pool.map(x -> x + 1, numbers.get(), 3));
    assertEquals(6, closed.get());
  }

  @Test
  void closes_the_stream_of_an_imap_whose_task_fails() throws Exception {
    var closed = new CountDownLatch(1);
    var results = pool.imap(x -> 1 / x, Stream.of(1, 0, 1).onClose(closed::countDown), 1);
    assertEquals(1, results.next());
    assertThrows(TaskFailedException.class, results::next);
    assertTrue(closed.await(60, TimeUnit.SECONDS), "the stream was not closed");
  }

  @Test
  void takes_arrays_wherever_it_takes_lists() {
    Integer[] numbers = {1, 2, 3};
    assertEquals(List.of(2, 3, 4), pool.map(x -> x + 1, numbers, 2));
    assertEquals(List.of(2, 3, 4), pool.imap(x -> x + 1, numbers).stream().toList());
    assertEquals(List.of(2, 3, 4), pool.imap(x -> x + 1, numbers, 2).stream().toList());
    assertEquals(3, pool.imapUnordered(x -> x + 1, numbers).stream().count());
    assertEquals(3, pool.imapUnordered(x -> x + 1, numbers, 2).stream().count());
  }

  @Test
  void gives_all_results_lazily() {
    try (var results = pool.imap(x -> x + 1, range(1000))) {
      assertEquals(range(1, 1001), results.stream().toList());
      assertFalse(results.hasNext());
      assertThrows(NoSuchElementException.class, results::next);
    }
    try (var results = pool.imapUnordered(x -> x + 1, range(1000), 7)) {
      assertEquals(new HashSet<>(range(1, 1001)), new HashSet<>(results.stream().toList()));
    }
  }

  @Test
  void names_the_failed_item_of_an_imap_after_the_results_before_it() {
    try (var results = pool.imap(x -> 10 / (x - 2), range(10), 1)) {
      assertEquals(-5, results.next());
      assertEquals(-10, results.next());
      var thrown = assertThrows(TaskFailedException.class, results::next);
      assertEquals(2, thrown.itemIndex());
      assertInstanceOf(ArithmeticException.class, thrown.getCause());
    }
    assertWorks(pool);
  }

  @Test
  void gives_the_results_before_a_failed_item_of_the_same_chunk() {
    try (var results = pool.imap(x -> 10 / (x - 2), range(10), 5)) {
      assertEquals(-5, results.next());
      assertEquals(-10, results.next());
      assertThrows(TaskFailedException.class, results::next);
      assertThrows(TaskFailedException.class, results::hasNext);
    }
  }

  @Test
  void passes_on_what_the_input_of_an_imap_throws_after_the_results_before_it() {
    Iterable<Integer> input =
        () ->
            new Iterator<>() {
              int n;

              @Override
              public boolean hasNext() {
                return true;
              }

              @Override
              public Integer next() {
                if (n == 3) {
                  throw new IllegalStateException("row 3 is broken");
                }
                return n++;
              }
            };
    try (var results = pool.imap(x -> x * 10, input)) {
      assertEquals(0, results.next());
      assertEquals(10, results.next());
      assertEquals(20, results.next());
      var thrown = assertThrows(IllegalStateException.class, results::next);
      assertEquals("row 3 is broken", thrown.getMessage());
    }
    assertWorks(pool);
  }

  @Test
  void reads_the_input_of_an_imap_only_a_bounded_number_ahead() {
    var read = new AtomicInteger();
    Iterable<Integer> endless =
        () -> IntStream.iterate(0, i -> i + 1).peek(_ -> read.incrementAndGet()).iterator();
    try (var results = pool.imap(x -> x, endless, 1)) {
      for (int i = 0; i < 100; i++) {
        assertEquals(i, results.next());
      }
      int most = pool.size() * 64;
      assertTrue(read.get() <= 100 + 3 * most, "read " + read.get());
    }
  }

  @Test
  void can_be_closed_although_nobody_takes_the_results_of_an_imap() {
    var own = open();
    var results = own.imap(x -> x, () -> IntStream.iterate(0, i -> i + 1).iterator());
    assertEquals(0, results.next());
    own.close();
    assertThrows(PoolClosedException.class, () -> results.forEachRemaining(_ -> {}));
  }

  // ---- primitive arrays ------------------------------------------------------------------------

  @Test
  void maps_primitive_arrays() {
    double[] doubles = {1, 2.5, 3};
    assertArrayEquals(new double[] {1, 6.25, 9}, pool.map(x -> x * x, doubles));
    int[] ints = IntStream.range(0, 100_000).toArray();
    assertArrayEquals(IntStream.range(1, 100_001).toArray(), pool.map(x -> x + 1, ints));
    assertArrayEquals(new long[] {2, 4}, pool.map(x -> 2 * x, new long[] {1, 2}));
    assertArrayEquals(new int[0], pool.map(x -> x, new int[0]));
  }

  @Test
  void maps_to_and_from_primitive_arrays() {
    int[] ints = {1, 2, 3};
    assertArrayEquals(new double[] {0.5, 1, 1.5}, pool.mapToDouble(x -> x / 2.0, ints));
    assertArrayEquals(
        new long[] {1L << 33, 1L << 34, 1L << 35}, pool.mapToLong(x -> 1L << (32 + x), ints));
    assertEquals(List.of("1", "2", "3"), pool.mapToObj(x -> "" + x, ints));
    assertArrayEquals(new int[] {1, 2}, pool.mapToInt(String::length, List.of("a", "bb")));
    assertArrayEquals(new int[] {1, 2}, pool.mapToInt(x -> (int) x, new double[] {1.5, 2.5}));
    assertArrayEquals(new double[] {0.5}, pool.mapToDouble(x -> x / 2.0, List.of(1)));
  }

  @Test
  void names_the_failed_value_of_a_primitive_array() {
    int[] ints = IntStream.range(0, 1000).toArray();
    var thrown = assertThrows(TaskFailedException.class, () -> pool.map(x -> 1 / (x - 777), ints));
    assertEquals(777, thrown.itemIndex());
    assertEquals("777", thrown.argument());
    assertInstanceOf(ArithmeticException.class, thrown.getCause());
  }

  // ---- more ways -------------------------------------------------------------------------------

  @Test
  void reduces_in_an_order_that_depends_on_the_items_alone() {
    int sum = pool.mapReduce(x -> x, (a, b) -> a + b, range(1, 1001));
    assertEquals(500_500, sum);
    assertEquals(
        "abcde", pool.mapReduce(x -> x, (a, b) -> a + b, List.of("a", "b", "c", "d", "e")));
    double here = 0;
    try (var one = Pool.sequential()) {
      here = one.mapReduce(x -> 1.0 / (x + 1), (a, b) -> a + b, range(5000));
    }
    assertEquals(here, pool.mapReduce(x -> 1.0 / (x + 1), (a, b) -> a + b, range(5000)));
    assertThrows(
        NoSuchElementException.class,
        () -> pool.mapReduce(x -> x, (a, b) -> a, List.<Integer>of()));
  }

  @Test
  void names_the_failed_item_of_a_reduction() {
    var thrown =
        assertThrows(
            TaskFailedException.class,
            () -> pool.mapReduce(x -> 1 / (x - 4321), (a, b) -> a + b, range(5000)));
    assertEquals(4321, thrown.itemIndex());
    assertEquals("4321", thrown.argument());
    assertInstanceOf(ArithmeticException.class, thrown.getCause());
    var error =
        assertThrows(
            TaskFailedException.class,
            () -> pool.mapReduce(PoolContract::mustBeSmall, (a, b) -> a + b, range(10)));
    assertEquals("item 7 (`7`) failed: java.lang.AssertionError: 7", error.getMessage());
  }

  private static int mustBeSmall(int x) {
    if (x == 7) {
      throw new AssertionError(x);
    }
    return x;
  }

  @Test
  void does_something_for_each_item() {
    String made = folder.resolve("made-" + System.nanoTime()).toString();
    pool.forEach(x -> Files.createFile(Path.of(made + x)), range(10));
    pool.forEach(x -> Files.createFile(Path.of(made + x)), range(10, 20), 3);
    for (int i = 0; i < 20; i++) {
      assertTrue(Files.exists(Path.of(made + i)));
    }
  }

  @Test
  void runs_a_call_once_in_every_jvm() {
    List<Long> pids = pool.everywhere(() -> ProcessHandle.current().pid());
    assertEquals(pids.size(), new HashSet<>(pids).size());
    assertFalse(pids.isEmpty());
  }

  @Test
  @Timeout(value = 20, unit = TimeUnit.SECONDS)
  void can_be_used_inside_its_own_tasks() {
    Pool captured = pool;
    assertEquals(
        List.of(List.of(0, 0, 0), List.of(0, 1, 2), List.of(0, 2, 4)),
        pool.map(x -> captured.map(y -> x * y, range(3)), range(3), 1));
  }

  @Test
  void gives_each_item_its_own_random_numbers() {
    List<Double> drawn = pool.map((x, random) -> x + random.nextDouble(), range(100), 42);
    assertEquals(drawn, pool.map((x, random) -> x + random.nextDouble(), range(100), 42));
    assertEquals(100, new HashSet<>(drawn).size());
    try (var one = Pool.sequential()) {
      assertEquals(drawn, one.map((x, random) -> x + random.nextDouble(), range(100), 42));
    }
    assertNotEquals(drawn, pool.map((x, random) -> x + random.nextDouble(), range(100), 43));
  }

  // ---- as an ExecutorService -------------------------------------------------------------------

  @Test
  void is_an_executor_service() throws Exception {
    assertEquals(42, pool.submit(() -> 42).get());
    String done = folder.resolve("done-" + System.nanoTime()).toString();
    pool.submit(
            () -> {
              Path file = Files.createFile(Path.of(done));
              assertTrue(Files.exists(file));
            })
        .get();
    assertTrue(Files.exists(Path.of(done)));
    Call<Integer> one = () -> 1;
    Call<Integer> two = () -> 2;
    assertEquals(
        List.of(1, 2), pool.invokeAll(List.of(one, two)).stream().map(Future::resultNow).toList());
    Call<Integer> fails =
        () -> {
          throw new IllegalStateException("not this one");
        };
    assertEquals(2, pool.invokeAny(List.of(fails, two)));
    assertThrows(ExecutionException.class, () -> pool.invokeAny(List.of(fails)));
    assertEquals(State.FAILED, pool.invokeAll(List.of(fails)).getFirst().state());
    assertThrows(NullPointerException.class, () -> pool.submit((Callable<Integer>) null));
    assertThrows(NullPointerException.class, () -> pool.execute(null));
  }

  @Test
  void says_which_argument_is_null() {
    List<Integer> none = null;
    for (Executable call :
        List.<Executable>of(() -> pool.map(x -> x, none), () -> pool.imap(x -> x, none))) {
      assertEquals("items", assertThrows(NullPointerException.class, call).getMessage());
    }
  }

  @Test
  void executes_what_nobody_waits_for() throws Exception {
    String done = folder.resolve("executed-" + System.nanoTime()).toString();
    pool.execute(() -> Files.createFile(Path.of(done)));
    awaitFile(Path.of(done));
  }

  @Test
  void ends_as_an_executor_service_does() throws Exception {
    var own = open();
    var future =
        own.submit(() -> {
          Thread.sleep(50);
          return 1;
        });
    assertFalse(own.isShutdown());
    own.shutdown();
    assertTrue(own.isShutdown());
    assertTrue(own.awaitTermination(30, TimeUnit.SECONDS));
    assertTrue(own.isTerminated());
    assertEquals(1, future.get());
    assertThrows(RejectedExecutionException.class, () -> own.execute(() -> {}));
    assertThrows(ExecutionException.class, () -> own.submit(() -> 1).get());
    assertEquals(List.of(), own.shutdownNow());
  }

  @Test
  void finishes_many_calls_that_are_waited_for_later() {
    List<CompletableFuture<Integer>> futures = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      int n = i;
      futures.add(pool.submit(() -> 2 * n));
    }
    for (int i = 0; i < 3000; i++) {
      assertEquals(2 * i, futures.get(i).join());
    }
  }

  // ---- the end ---------------------------------------------------------------------------------

  @Test
  void refuses_work_once_it_is_closed() {
    var own = open();
    own.close();
    own.close();
    own.terminate();
    var thrown = assertThrows(PoolClosedException.class, () -> own.apply(() -> 1));
    assertEquals(
        "the pool is closed; open a new one, as in `pool = Pool.of(4)`", thrown.getMessage());
    assertThrows(PoolClosedException.class, () -> own.imap(x -> x, range(3)).next());
  }

  @Test
  void finishes_what_was_submitted_before_it_closes() {
    var own = open();
    var future =
        own.mapAsync(
            x -> {
              Thread.sleep(100);
              return x;
            },
            range(4),
            1);
    own.close();
    assertEquals(List.of(0, 1, 2, 3), future.join());
  }

  @Test
  void knows_its_workers() {
    assertTrue(pool.size() >= 1);
    assertTrue(pool.workers().size() <= pool.size());
    assertTrue(!pool.toString().isEmpty());
  }

  // ---- failures --------------------------------------------------------------------------------

  private static TaskFailedException failureOf(Executable call) {
    return assertThrows(TaskFailedException.class, call);
  }

  private static int unlucky(int x) {
    if (x == 3) {
      throw new IllegalStateException("unlucky");
    }
    return x;
  }

  @Test
  void tells_of_a_failure_which_item_in_which_worker_and_both_stacks() {
    var failure = failureOf(() -> pool.map(x -> unlucky(x), range(5), 1));
    assertEquals(3, failure.itemIndex());
    assertEquals("3", failure.argument());
    assertTrue(failure.worker() >= 0);
    assertEquals("unlucky", failure.workerStackTrace()[0].getMethodName());
    assertTrue(
        Arrays.stream(failure.getStackTrace())
            .anyMatch(frame ->
                frame.getMethodName().startsWith("tells_of_a_failure_")
                    || frame.getMethodName().startsWith("lambda$tells_of_a_failure_")));
    assertEquals(0, failure.cell());
    assertEquals(0, failure.line());
    failure.completed().forEach((index, result) -> assertEquals(index.intValue(), result));
  }

  private void assertReplays(TaskFailedException failure) {
    var again = assertThrows(IllegalStateException.class, () -> pool.replay(failure));
    assertEquals("unlucky", again.getMessage());
    assertTrue(
        Arrays.stream(again.getStackTrace())
            .anyMatch(frame -> frame.getMethodName().equals("assertReplays")),
        "it runs in the calling thread");
  }

  @Test
  void replays_a_failing_item_whatever_method_ran_it() throws Exception {
    assertReplays(failureOf(() -> pool.map(x -> unlucky(x), range(5))));
    assertReplays(failureOf(() -> pool.map(x -> unlucky(x), new int[] {1, 2, 3, 4})));
    assertReplays(
        failureOf(() -> pool.starmap((a, b) -> unlucky(a + b), List.of(args(1, 1), args(1, 2)))));
    assertReplays(failureOf(() -> pool.apply(() -> unlucky(3))));
    assertReplays(failureOf(() -> pool.forEach(x -> unlucky(x), range(5))));
    assertReplays(failureOf(() -> pool.mapReduce(x -> unlucky(x), (a, b) -> a + b, range(5_000))));
    assertReplays(failureOf(() -> pool.everywhere(() -> unlucky(3))));
    assertReplays(
        failureOf(() -> {
          try (var results = pool.imap(x -> unlucky(x), range(50))) {
            results.stream().toList();
          }
        }));
    assertReplays(
        failureOf(() -> {
          try (var results = pool.imapUnordered(x -> unlucky(x), range(50), 7)) {
            results.stream().toList();
          }
        }));
    var thrown =
        assertThrows(
            ExecutionException.class, () -> pool.mapAsync(x -> unlucky(x), range(5)).get());
    assertReplays(assertInstanceOf(TaskFailedException.class, thrown.getCause()));
  }

  @Test
  void gives_the_result_of_a_replay_that_does_not_fail() throws Exception {
    var lucky = new AtomicInteger();
    var failure =
        failureOf(() ->
            pool.map(
                x -> {
                  if (lucky.get() == 0) {
                    throw new IOException("not yet");
                  }
                  return x * 2;
                },
                List.of(21)));
    assertThrows(IOException.class, () -> pool.replay(failure));
    lucky.set(1);
    assertEquals(42, pool.replay(failure));
  }

  @Test
  void says_so_if_what_failed_is_not_kept() {
    var failure =
        new TaskFailedException("it failed", new IOException(), 3, "x", 0, Map.of(), null);
    var thrown = assertThrows(IllegalStateException.class, () -> pool.replay(failure));
    assertTrue(thrown.getMessage().startsWith("what failed is not kept any more"));
  }

  // ---- accounts --------------------------------------------------------------------------------

  private static void pause(int millis) throws InterruptedException {
    Thread.sleep(millis);
  }

  @Test
  void reports_where_the_time_of_its_runs_went() {
    try (var fresh = open()) {
      assertTrue(fresh.report().runs().isEmpty());
      assertTrue(fresh.report().toString().endsWith(" has run nothing yet."));
      assertTrue(fresh.timeline().toString().endsWith(" has run nothing yet"));
      fresh.forEach(_ -> pause(15), range(20));
      PoolReport report = fresh.report();
      assertEquals(fresh.size(), report.size());
      PoolReport.Run run = report.runs().getFirst();
      assertTrue(run.name().startsWith("forEach at PoolContract.java:"), run.name());
      assertEquals(20, run.items());
      assertEquals(run.items(), run.workers().stream().mapToLong(w -> w.items()).sum());
      assertEquals(run.chunks(), run.workers().stream().mapToLong(w -> w.chunks()).sum());
      assertFalse(run.running());
      assertTrue(run.busy().toMillis() >= 300, report.toString());
      assertTrue(run.elapsed().toNanos() * report.size() >= run.busy().toNanos());
      assertTrue(report.efficiency(run) <= 1, report.toString());
      for (PoolReport.Worker worker : run.workers()) {
        var all = worker.busy().plus(worker.transfer()).plus(worker.overhead());
        assertFalse(worker.transfer().isNegative() || worker.overhead().isNegative());
        assertTrue(
            all.plus(worker.idle()).compareTo(run.elapsed().plusMillis(5)) < 0, report.toString());
      }
      assertTrue(report.toString().contains("20 items in "), report.toString());
    }
  }

  @Test
  void draws_when_each_worker_had_chunks() {
    try (var fresh = open()) {
      fresh.map(
          x -> {
            pause(15);
            return x;
          },
          range(20),
          2);
      Timeline timeline = fresh.timeline();
      assertTrue(timeline.title().startsWith("map at PoolContract.java:"), timeline.title());
      long chunks = 0;
      for (Timeline.Lane lane : timeline.lanes()) {
        Duration last = Duration.ZERO;
        for (Timeline.Bar bar : lane.bars()) {
          assertTrue(bar.from().compareTo(last) >= 0, "bars do not overlap: " + timeline);
          assertTrue(bar.to().compareTo(bar.from()) >= 0);
          assertTrue(bar.to().compareTo(timeline.elapsed()) <= 0, timeline.toString());
          assertFalse(bar.failed());
          assertTrue(bar.running().toMillis() >= 15, bar.toString());
          Duration parts = bar.receiving().plus(bar.running()).plus(bar.returning());
          assertTrue(parts.compareTo(bar.to().minus(bar.from()).plusNanos(1000)) <= 0, "" + bar);
          last = bar.to();
          chunks += bar.chunks();
        }
      }
      assertEquals(fresh.report().runs().getFirst().chunks(), chunks);
      assertTrue(timeline.toString().contains("|"), timeline.toString());
    }
  }

  @Test
  void shows_a_failed_chunk_in_its_timeline() {
    try (var fresh = open()) {
      failureOf(() -> fresh.map(x -> unlucky(x), range(5), 1));
      assertTrue(
          fresh.timeline().lanes().stream()
              .flatMap(lane -> lane.bars().stream())
              .anyMatch(Timeline.Bar::failed));
    }
  }

  @Test
  void keeps_account_of_its_last_runs_alone() {
    try (var fresh = open()) {
      for (int i = 0; i < 40; i++) {
        fresh.apply(() -> 1);
      }
      PoolReport.Run calls = fresh.report().runs().getFirst();
      assertEquals(40, calls.calls());
      assertEquals(40, calls.items());
      for (int i = 0; i < 40; i++) {
        fresh.map(x -> x, range(10), 1);
      }
      assertEquals(16, fresh.report().runs().size());
      fresh.map(x -> x, range(20_000), 1);
      long bars = fresh.timeline().lanes().stream().mapToLong(lane -> lane.bars().size()).sum();
      assertTrue(bars <= 16_384, "" + bars);
      assertEquals(20_000, fresh.report().runs().getFirst().items());
    }
  }

  @Test
  void accounts_for_results_that_are_taken_one_by_one() {
    try (var fresh = open();
        var results = fresh.imap(x -> x + 1, range(50))) {
      assertEquals(50, results.stream().count());
      PoolReport.Run run = fresh.report().runs().getFirst();
      assertTrue(run.name().startsWith("imap at "), run.name());
      assertEquals(50, run.items());
      assertFalse(run.running());
    }
  }

  // ---- advice ----------------------------------------------------------------------------------

  @Test
  void advises_a_loop_where_there_is_next_to_nothing_to_do() {
    Advice advice = pool.advise(x -> x + 1, range(20));
    for (int i = 0; i < 5 && advice.choice() != Advice.Choice.LOOP; i++) {
      advice = pool.advise(x -> x + 1, range(20)); // the machine stood still in between
    }
    assertEquals(Advice.Choice.LOOP, advice.choice(), advice.toString());
    assertEquals(20, advice.items());
    assertTrue(advice.timed() <= 20);
    assertTrue(advice.toString().startsWith("use a loop for 20 items; "), advice.toString());
    assertFalse(advice.toString().contains("\n"));
  }

  @Test
  void advises_threads_for_tasks_that_wait() {
    Advice advice =
        pool.advise(
            x -> {
              pause(10);
              return x;
            },
            range(10_000));
    var expected = pool.size() < 64 ? Advice.Choice.THREADS : Advice.Choice.POOL; // of threads
    assertEquals(expected, advice.choice(), advice.toString());
    assertTrue(advice.timed() < 20, advice.toString());
    assertTrue(advice.perItem().toMillis() >= 10, advice.toString());
    assertEquals(pool.size(), advice.speedUps().size());
  }

  @Test
  void tries_no_more_items_than_it_says() {
    var count = new AtomicInteger();
    Iterable<Integer> endless =
        () ->
            new Iterator<>() {
              @Override
              public boolean hasNext() {
                return true;
              }

              @Override
              public Integer next() {
                return count.incrementAndGet();
              }
            };
    Advice advice = pool.advise(x -> x, endless);
    assertEquals(advice.timed(), count.get());
    assertTrue(count.get() <= 100_000);
    assertEquals(-1, advice.items());
    assertEquals(1, pool.advise(x -> 1, List.of("a")).timed());
    assertEquals(0, pool.advise(x -> 1, List.of()).timed());
  }

  @Test
  void names_the_item_that_fails_while_it_is_tried() {
    var failure = failureOf(() -> pool.advise(x -> unlucky(x), range(10)));
    assertEquals(3, failure.itemIndex());
  }

  @Test
  void advises_to_share_much_work() {
    assumeTrue(Runtime.getRuntime().availableProcessors() > 1);
    long giveUpAt = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
    Advice advice = pool.advise(x -> sumOfRoots(x), range(10_000));
    while (advice.choice() == Advice.Choice.LOOP && System.nanoTime() < giveUpAt) {
      advice = pool.advise(x -> sumOfRoots(x), range(10_000)); // others had the processors
    }
    assumeTrue(advice.choice() != Advice.Choice.LOOP || !isBusy(), "others have the processors");
    assertNotEquals(Advice.Choice.LOOP, advice.choice(), advice.toString());
    assertTrue(advice.chunkSize() < 10_000 / advice.workers(), advice.toString());
  }

  private static boolean isBusy() {
    var system = ManagementFactory.getOperatingSystemMXBean();
    return system.getSystemLoadAverage() > system.getAvailableProcessors();
  }

  private static double sumOfRoots(int from) {
    double sum = 0;
    for (int i = 0; i < 1_000_000; i++) {
      sum += Math.sqrt((double) from + i);
    }
    return sum;
  }

  @Test
  void gives_advice_on_a_task_with_an_array_of_its_own() {
    double[] weights = {1, 2, 3};
    Advice advice = pool.advise(x -> weights[x % 3] * x, range(300));
    assertEquals(300, advice.items());
    assertEquals(pool.size(), advice.speedUps().size());
    assertTrue(advice.speedUps().stream().allMatch(s -> s > 0), advice.toString());
  }

  @Test
  void keeps_advice_out_of_its_reports() {
    assertWorks(pool);
    PoolReport before = pool.report();
    Advice _ = pool.advise(x -> x, range(100));
    PoolReport after = pool.report();
    assertEquals(before.runs().size(), after.runs().size());
    assertEquals(before.runs().getFirst().items(), after.runs().getFirst().items());
  }

  @Test
  void gives_no_advice_once_its_caller_is_interrupted() {
    Thread.currentThread().interrupt();
    assertThrows(CancellationException.class, () -> pool.advise(x -> x, range(100)));
    assertTrue(Thread.interrupted());
  }

  @Test
  void reports_a_combiner_that_fails_wherever_it_runs() {
    for (int items : new int[] {5, 5_000}) {
      var failure =
          failureOf(() ->
              pool.mapReduce(
                  x -> x,
                  (a, b) -> {
                    if (b >= 3) {
                      throw new ArithmeticException("too much");
                    }
                    return a + b;
                  },
                  range(items)));
      assertInstanceOf(ArithmeticException.class, failure.getCause());
      assertTrue(failure.completed().isEmpty());
    }
  }

  @Test
  void calls_back_with_the_results_of_a_map() throws Exception {
    var seen = new ArrayList<Object>();
    pool.<Integer, Integer>mapAsync(x -> x * x, range(3), seen::add, seen::add).get();
    pool.<Integer, Integer, Integer>starmapAsync(
            (a, b) -> a + b, List.of(args(1, 2), args(3, 4)), seen::add, seen::add)
        .get();
    assertEquals(List.of(List.of(0, 1, 4), List.of(3, 7)), seen);
    var failed = pool.<Integer, Integer>mapAsync(x -> 1 / x, range(1), seen::add, seen::add);
    var thrown = assertThrows(ExecutionException.class, failed::get);
    assertInstanceOf(TaskFailedException.class, thrown.getCause());
    assertEquals(thrown.getCause(), seen.getLast());
  }

  @Test
  void maps_primitive_arrays_without_waiting() throws Exception {
    assertArrayEquals(new int[] {2, 4}, pool.mapAsync(x -> 2 * x, new int[] {1, 2}).get());
    assertArrayEquals(new long[] {2, 4}, pool.mapAsync(x -> 2 * x, new long[] {1, 2}).get());
    assertArrayEquals(new double[] {2, 4}, pool.mapAsync(x -> 2 * x, new double[] {1, 2}).get());
  }

  @Test
  void calls_back_with_the_results_of_maps_of_primitive_arrays() throws Exception {
    var heard = new LinkedBlockingQueue<Object>();
    var _ = pool.mapAsync(x -> 2 * x, new int[] {1, 2}, heard::add, heard::add);
    assertArrayEquals(new int[] {2, 4}, (int[]) heard.poll(20, TimeUnit.SECONDS));
    var _ = pool.mapAsync(x -> 2 * x, new long[] {1, 2}, heard::add, heard::add);
    assertArrayEquals(new long[] {2, 4}, (long[]) heard.poll(20, TimeUnit.SECONDS));
    var _ = pool.mapAsync(x -> 2 * x, new double[] {1, 2}, heard::add, heard::add);
    assertArrayEquals(new double[] {2, 4}, (double[]) heard.poll(20, TimeUnit.SECONDS));
    var _ = pool.mapAsync(x -> 1 / x, new int[] {1, 0}, heard::add, heard::add);
    var failed = assertInstanceOf(TaskFailedException.class, heard.poll(20, TimeUnit.SECONDS));
    assertEquals(1, failed.itemIndex());
  }
}
