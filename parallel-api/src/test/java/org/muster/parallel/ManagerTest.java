package org.muster.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.muster.parallel.Items.range;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.lang.reflect.UndeclaredThrowableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A manager")
@Timeout(180)
class ManagerTest {

  private static Pool pool;

  @BeforeAll
  static void open() {
    pool = Pool.of(4);
  }

  @AfterAll
  static void close() {
    pool.close();
  }

  private static Pool pool(String where) {
    return switch (where) {
      case "threads" -> Pool.threads(4);
      case "virtual threads" -> Pool.virtualThreads();
      case "sequential" -> Pool.sequential();
      default -> Pool.of(4);
    };
  }

  // ---- the classic programs --------------------------------------------------------------------

  @ParameterizedTest(name = "in {0}")
  @ValueSource(strings = {"workers", "threads", "virtual threads", "sequential"})
  void has_a_list_and_a_map_that_four_processes_fill(String where) {
    try (var here = pool(where);
        var manager = Manager.open()) {
      SharedList<Integer> list = manager.list();
      SharedMap<String, Integer> map = manager.map();
      here.forEach(
          i -> {
            list.add(i);
            map.put("key " + i, i * i);
          },
          range(200));
      assertEquals(Set.copyOf(range(200)), Set.copyOf(list));
      assertEquals(200, list.size());
      assertEquals(range(200).stream().collect(Collectors.toMap(i -> "key " + i, i -> i * i)), map);
    }
  }

  @Test
  void loses_updates_in_two_steps_and_none_in_one() {
    try (var manager = Manager.open()) {
      SharedMap<String, Integer> map = manager.map(Map.of("two steps", 0));
      int sum = 0;
      int total = 0;
      do {
        pool.forEach(
            _ -> {
              for (int i = 0; i < 300; i++) {
                map.put("two steps", map.get("two steps") + 1);
                map.merge("one step", 1, Integer::sum);
              }
            },
            range(4));
        total += 1200;
        sum = map.get("two steps");
        assertEquals(total, map.get("one step"));
      } while (sum == total && total < 50_000); // one run may happen to lose nothing
      assertTrue(sum < total, "put(get() + 1) lost nothing");
    }
  }

  interface Counter {
    int next();

    default int twice() {
      int _ = next();
      return next();
    }

    void fail(String how) throws IOException;
  }

  static class PlainCounter implements Counter {
    private int count;

    @Override
    public int next() {
      return ++count;
    }

    @Override
    public void fail(String how) throws IOException {
      switch (how) {
        case "declared" -> throw new FileNotFoundException("no such counter");
        case "unchecked" -> throw new ArithmeticException("count / 0");
        case "own" -> throw new Untravelling();
        case "error" -> throw new AssertionError("counted wrongly");
        default -> throwAnything(new InterruptedException("never declared"));
      }
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> void throwAnything(Throwable thrown) throws X {
      throw (X) thrown;
    }

    @Override
    public String toString() {
      return "counted to " + count;
    }
  }

  static class Untravelling extends RuntimeException {
    private static final long serialVersionUID = 1;
    final transient Thread thread = new Thread();
    final Object held = new Object[] {thread};

    Untravelling() {
      super("holds a thread");
    }
  }

  @ParameterizedTest(name = "in {0}")
  @ValueSource(strings = {"workers", "threads", "virtual threads", "sequential"})
  void has_an_object_that_counts_for_all(String where) {
    try (var here = pool(where);
        var manager = Manager.open()) {
      var object = new PlainCounter();
      Counter counter = manager.share(Counter.class, object);
      List<Integer> numbers = here.map(_ -> counter.next(), range(400), 1);
      assertEquals(400, Set.copyOf(numbers).size());
      assertEquals(402, here.<Integer>apply(counter::twice));
      assertEquals("counted to 402", here.<String>apply(counter::toString));
      assertEquals("counted to 402", counter.toString());
      assertEquals(403, object.next());
    }
  }

  // ---- order -----------------------------------------------------------------------------------

  @Test
  void keeps_the_order_of_each_caller_who_reads_what_it_wrote() {
    try (var manager = Manager.open()) {
      SharedList<String> list = manager.list();
      pool.forEach(
          task -> {
            for (int i = 0; i < 500; i++) {
              list.add(task + ":" + i);
              if (i % 100 == 0) {
                assertTrue(list.contains(task + ":" + i));
              }
            }
          },
          range(4));
      List<String> all = list.snapshot(); // what was added is there when the tasks are done
      assertEquals(2000, all.size());
      for (int task = 0; task < 4; task++) {
        String prefix = task + ":";
        List<String> own = all.stream().filter(each -> each.startsWith(prefix)).toList();
        for (int i = 0; i < 500; i++) {
          assertEquals(prefix + i, own.get(i));
        }
      }
    }
  }

  @Test
  void shows_what_was_added_to_whoever_is_told_of_it() {
    try (var manager = Manager.open();
        var told = SharedLong.of(0)) {
      SharedList<Integer> list = manager.list();
      CompletableFuture<Integer> reader =
          pool.applyAsync(() -> {
            for (int i = 1; i <= 2000; i++) {
              while (told.get() < i) {
                Thread.onSpinWait();
              }
              if (list.size() < i) {
                return i;
              }
            }
            return 0;
          });
      pool.apply(() -> {
        for (int i = 0; i < 2000; i++) {
          list.add(i);
          told.set(i + 1);
        }
        return null;
      });
      assertEquals(0, reader.join());
    }
  }

  @Test
  void lets_functions_call_its_objects() {
    try (var manager = Manager.open()) {
      SharedList<String> log = manager.list();
      SharedMap<String, Integer> map = manager.map();
      int value =
          pool.apply(() ->
              map.computeIfAbsent(
                  "a",
                  key -> {
                    log.add(key);
                    return log.size();
                  }));
      assertEquals(1, value);
      assertEquals(
          2,
          map.compute(
              "a",
              (key, n) -> {
                log.add(key + n);
                return log.size();
              }));
      assertEquals(List.of("a", "a1"), log);
    }
  }

  @Test
  void calls_back_to_objects_of_the_caller() {
    interface Ear {
      void hear(String word);
    }
    interface Mouth {
      int say(Ear ear);
    }
    record Twice() implements Mouth {
      @Override
      public int say(Ear ear) {
        ear.hear("hello");
        ear.hear("again");
        return 2;
      }
    }
    try (var manager = Manager.open()) {
      Mouth mouth = manager.share(Mouth.class, new Twice());
      List<String> heard =
          pool.apply(() -> {
            try (var own = Manager.open()) {
              List<String> words = new ArrayList<>();
              Ear ear = own.share(Ear.class, words::add);
              assertEquals(2, mouth.say(ear));
              return words;
            }
          });
      assertEquals(List.of("hello", "again"), heard);
    }
  }

  // ---- exceptions ------------------------------------------------------------------------------

  @Test
  void throws_in_the_caller_what_the_object_threw() {
    try (var manager = Manager.open()) {
      Counter counter = manager.share(Counter.class, new PlainCounter());
      pool.apply(() -> {
        var declared = assertThrows(FileNotFoundException.class, () -> counter.fail("declared"));
        assertEquals("no such counter", declared.getMessage());
        var trace = List.of(declared.getStackTrace());
        assertTrue(
            trace.stream().anyMatch(each -> each.getClassName().contains("PlainCounter")),
            trace::toString);
        assertTrue(
            trace.stream()
                .anyMatch(each -> each.getClassName().startsWith("the manager's process ")),
            trace::toString);
        assertThrows(ArithmeticException.class, () -> counter.fail("unchecked"));
        assertThrows(AssertionError.class, () -> counter.fail("error"));
        var undeclared =
            assertThrows(UndeclaredThrowableException.class, () -> counter.fail("undeclared"));
        assertInstanceOf(InterruptedException.class, undeclared.getCause());
        var standIn = assertThrows(RemoteException.class, () -> counter.fail("own"));
        assertEquals("holds a thread", standIn.getMessage());
        assertEquals(Untravelling.class.getName(), standIn.originalClass());
        assertEquals(1, counter.next());
        return null;
      });
      assertThrows(FileNotFoundException.class, () -> counter.fail("declared"));
      assertThrows(UndeclaredThrowableException.class, () -> counter.fail("undeclared"));
    }
  }

  @Test
  void refuses_to_send_what_cannot_travel_and_is_unharmed() {
    try (var manager = Manager.open()) {
      SharedList<Object> list = manager.list();
      pool.apply(() -> {
        var thread = new Thread();
        assertThrows(TaskNotSerializableException.class, () -> list.add(thread));
        list.add("fine");
        return null;
      });
      assertEquals(List.of("fine"), list);
      list.add(new Thread()); // here it does not travel
      pool.apply(() -> {
        assertThrows(TaskNotSerializableException.class, () -> list.get(1));
        assertEquals("fine", list.get(0));
        return null;
      });
    }
  }

  sealed interface Closed permits Open {}

  record Open() implements Closed {}

  @Test
  void shares_through_interfaces_only() {
    try (var manager = Manager.open()) {
      var e =
          assertThrows(
              IllegalArgumentException.class,
              () -> manager.share(PlainCounter.class, new PlainCounter()));
      assertTrue(e.getMessage().contains("PlainCounter is a class"), e.getMessage());
      e =
          assertThrows(
              IllegalArgumentException.class, () -> manager.share(Closed.class, new Open()));
      assertTrue(e.getMessage().contains("a sealed interface"), e.getMessage());
      assertThrows(NullPointerException.class, () -> manager.share(Counter.class, null));
    }
  }

  // ---- handles ---------------------------------------------------------------------------------

  record Bundle(List<SharedList<Integer>> lists, Counter counter) implements Serializable {}

  @Test
  void has_handles_that_travel_every_way() {
    try (var manager = Manager.open()) {
      SharedList<Integer> list = manager.list();
      SharedMap<String, Object> map = manager.map();
      SharedSet<Integer> set = manager.set();
      Counter counter = manager.share(Counter.class, new PlainCounter());
      assertSame(list, pool.apply(() -> list));
      assertSame(map, pool.apply(() -> map));
      assertSame(set, pool.apply(() -> set));
      assertSame(counter, pool.apply(() -> counter));
      assertSame(manager, pool.apply(() -> manager));
      assertEquals(List.of(counter), pool.map(each -> each, List.of(counter)));
      Bundle back = pool.map(each -> each, List.of(new Bundle(List.of(list), counter))).getFirst();
      assertSame(list, back.lists().getFirst());
      assertSame(counter, back.counter());
      map.put("list", list);
      map.put("counter", counter);
      pool.apply(() -> {
        assertSame(list, map.get("list"));
        assertSame(counter, map.get("counter"));
        assertEquals(counter, map.get("counter"));
        assertEquals(counter.hashCode(), map.get("counter").hashCode());
        return null;
      });
      assertSame(list, map.get("list"));
      assertNotEquals(counter, manager.share(Counter.class, new PlainCounter()));
    }
  }

  @Test
  void makes_objects_for_other_processes_too() {
    try (var manager = Manager.open()) {
      SharedMap<String, SharedList<Integer>> groups = manager.map();
      pool.forEach(
          i -> groups.computeIfAbsent(i % 2 == 0 ? "even" : "odd", _ -> manager.list()).add(i),
          range(20));
      assertEquals(Set.of(0, 2, 4, 6, 8, 10, 12, 14, 16, 18), new HashSet<>(groups.get("even")));
      SharedSet<String> made = pool.apply(() -> manager.set(List.of("from a worker")));
      assertEquals(Set.of("from a worker"), made);
      assertEquals(ProcessHandle.current().pid(), pool.<Long>apply(manager::pid));
    }
  }

  @Test
  void may_belong_to_a_worker() {
    try (var done = SharedLatch.of(1);
        var out = Manager.open()) {
      SharedList<SharedList<Integer>> handed = out.list();
      CompletableFuture<Boolean> owner =
          pool.applyAsync(() -> {
            try (var manager = Manager.open()) {
              handed.add(manager.list());
              return done.await(Duration.ofSeconds(60));
            }
          });
      await(() -> !handed.isEmpty());
      SharedList<Integer> list = handed.getFirst();
      list.add(1);
      pool.forEach(list::add, List.of(2, 3));
      assertEquals(Set.of(1, 2, 3), new HashSet<>(list));
      done.countDown();
      assertTrue(owner.join());
      var e = assertThrows(IllegalStateException.class, list::size);
      assertTrue(e.getMessage().contains("was closed in its process"), e.getMessage());
    }
  }

  private static void await(java.util.function.BooleanSupplier condition) {
    long end = System.nanoTime() + 60_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "it never came");
      Thread.onSpinWait();
    }
  }

  // ---- the end ---------------------------------------------------------------------------------

  interface Slow {
    int sleep(long millis) throws InterruptedException;
  }

  @Test
  void tells_those_who_wait_that_it_was_closed() {
    var manager = Manager.open();
    Slow slow = manager.share(Slow.class, new Sleeper());
    CompletableFuture<String> waiting =
        pool.applyAsync(() -> {
          try {
            return "slept " + slow.sleep(60_000);
          } catch (IllegalStateException e) {
            return e.getMessage();
          }
        });
    await(() -> Sleeper.sleeping);
    manager.close();
    manager.close();
    assertTrue(waiting.join().contains("was closed in its process"), waiting.join());
    var e = assertThrows(IllegalStateException.class, () -> slow.sleep(1));
    assertTrue(e.getMessage().contains("was closed in its process"), e.getMessage());
    assertThrows(IllegalStateException.class, manager::list);
    assertEquals("Slow of the Manager (closed)", slow.toString());
  }

  static final class Sleeper implements Slow {
    static volatile boolean sleeping;

    @Override
    public int sleep(long millis) throws InterruptedException {
      sleeping = true;
      Thread.sleep(millis);
      return 1;
    }
  }

  @Test
  void tells_those_who_wait_that_its_process_was_killed() throws Exception {
    try (var out = Manager.open();
        var owners = Pool.of(1)) {
      SharedList<Object> handed = out.list();
      CompletableFuture<Object> owner =
          owners.applyAsync(() -> {
            try (var manager = Manager.open()) {
              Slow slow = manager.share(Slow.class, new Sleeper());
              SharedList<Object> list = manager.list();
              boolean _ = handed.addAll(List.of(manager.pid(), slow, list));
              Thread.sleep(120_000);
              return null;
            }
          });
      await(() -> handed.size() == 3);
      long pid = (Long) handed.get(0);
      var slow = (Slow) handed.get(1);
      @SuppressWarnings("unchecked")
      var list = (SharedList<Object>) handed.get(2);
      list.add("here");
      var entered = new CountDownLatch(1);
      CompletableFuture<Long> told =
          CompletableFuture.supplyAsync(() -> {
            entered.countDown();
            assertThrows(IllegalStateException.class, () -> slow.sleep(60_000));
            return System.nanoTime();
          });
      entered.await();
      Thread.sleep(100); // for the call to arrive; either way it must end
      new ProcessBuilder("kill", "-9", String.valueOf(pid)).start().waitFor();
      long killed = System.nanoTime();
      assertTrue(told.join() - killed < 5_000_000_000L, "too late");
      var e = assertThrows(IllegalStateException.class, list::size);
      assertTrue(
          e.getMessage().contains("the manager's process " + pid + " ended"), e.getMessage());
      owner.cancel(true);
    }
  }

  @Test
  void outlives_callers_that_are_killed_and_lets_go_of_their_memory() throws Exception {
    try (var manager = Manager.open();
        var doomed = Pool.of(2)) {
      SharedList<Integer> list = manager.list();
      List<Long> pids =
          doomed.everywhere(() -> {
            list.add(1);
            assertTrue(list.size() > 0);
            return ProcessHandle.current().pid();
          });
      assertEquals(2, manager.core().callers());
      List<CompletableFuture<Object>> adding = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        adding.add(
            doomed.applyAsync(() -> {
              while (true) {
                list.add(2);
              }
            }));
      }
      await(() -> list.size() > 10_000);
      for (long pid : pids) {
        new ProcessBuilder("kill", "-9", String.valueOf(pid)).start().waitFor();
      }
      adding.forEach(each -> assertThrows(Exception.class, each::join));
      await(() -> manager.core().callers() <= 2); // replacements may have come and gone on
      int size = list.size();
      pool.forEach(list::add, range(8));
      assertEquals(size + 8, list.size());
    }
  }

  @Test
  void does_what_a_caller_had_asked_before_it_was_found_dead() throws Exception {
    try (var manager = Manager.open();
        var doomed = Pool.of(1)) {
      SharedList<Integer> list = manager.list();
      var entered = new CountDownLatch(1);
      Slow slow =
          manager.share(
              Slow.class,
              millis -> {
                entered.countDown();
                Thread.sleep(millis);
                return 1;
              });
      doomed.apply(() -> list.add(0));
      // Longer than the manager goes without looking who is alive.
      CompletableFuture<Integer> far = pool.applyAsync(() -> slow.sleep(1_500));
      entered.await();
      ProcessHandle asker =
          ProcessHandle.of(
                  doomed.<Long>apply(() -> {
                    range(1, 101).forEach(list::add);
                    return ProcessHandle.current().pid();
                  }))
              .orElseThrow();
      new ProcessBuilder("kill", "-9", String.valueOf(asker.pid())).start().waitFor();
      asker.onExit().join();
      assertEquals(1, far.join());
      assertEquals(range(101), List.copyOf(list));
    }
  }

  @Test
  void ends_when_nothing_here_holds_it_any_more() {
    long pid = ProcessHandle.current().pid();
    assertEquals(pid, forgotten().pid());
    await(() -> {
      System.gc();
      return managerThreads() == 0;
    });
  }

  private static Manager forgotten() {
    Manager manager = Manager.open();
    assertTrue(managerThreads() > 0);
    SharedList<Integer> list = manager.list();
    list.add(1);
    return manager;
  }

  private static long managerThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(each -> each.getName().startsWith("muster-manager-"))
        .count();
  }

  // ---- waits that end --------------------------------------------------------------------------

  @Test
  void lets_an_interrupted_caller_go() throws Exception {
    try (var manager = Manager.open()) {
      var entered = new CountDownLatch(1);
      var release = new CountDownLatch(1);
      Slow slow =
          manager.share(
              Slow.class,
              _ -> {
                entered.countDown();
                release.await();
                return 1;
              });
      CompletableFuture<Integer> far = pool.applyAsync(() -> slow.sleep(1));
      entered.await();
      var left = new CompletableFuture<Boolean>();
      Thread near =
          Thread.ofPlatform()
              .start(() -> {
                assertThrows(CancellationException.class, () -> manager.list());
                left.complete(Thread.currentThread().isInterrupted());
              });
      CompletableFuture<Integer> cancelled = pool.applyAsync(() -> slow.sleep(1));
      Thread.sleep(200); // for the calls to begin; either way they must end
      near.interrupt();
      assertTrue(left.get());
      assertTrue(cancelled.cancel(true));
      assertEquals(3, pool.<Integer>apply(() -> 3));
      release.countDown();
      assertEquals(1, far.join());
      assertTrue(manager.list().isEmpty());
    }
  }

  @Test
  void serves_more_threads_than_it_has_slots() {
    try (var manager = Manager.open()) {
      SharedMap<String, Integer> map = manager.map();
      int sum =
          pool.apply(() -> {
            try (var threads = Pool.threads(100)) {
              threads.forEach(_ -> map.merge("n", 1, Integer::sum), range(2000));
            }
            return map.get("n");
          });
      assertEquals(2000, sum);
      assertFalse(map.isEmpty());
    }
  }
}
