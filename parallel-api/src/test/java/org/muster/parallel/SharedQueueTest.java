package org.muster.parallel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the JDK promises of every [BlockingQueue], and what is particular to this one.
@DisplayName("A shared queue")
@Timeout(180)
class SharedQueueTest {

  private final SharedQueue<Object> queue = SharedQueue.create();
  private final SharedQueue<Object> two = SharedQueue.create(2);

  private static SharedQueue<Object> of(Object... items) {
    SharedQueue<Object> made = SharedQueue.create();
    made.addAll(List.of(items));
    return made;
  }

  // ---- the JDK's contract ----------------------------------------------------------------------

  @Test
  void gives_items_in_the_order_in_which_they_were_put() throws Exception {
    queue.put(1);
    assertTrue(queue.offer(2));
    assertTrue(queue.add(3));
    assertEquals(3, queue.size());
    assertEquals(1, queue.take());
    assertEquals(2, queue.poll());
    assertEquals(3, queue.remove());
    assertTrue(queue.isEmpty());
  }

  @Test
  void has_nothing_at_first() {
    assertNull(queue.poll());
    assertNull(queue.peek());
    assertEquals(0, queue.size());
    assertFalse(queue.iterator().hasNext());
    assertThrows(NoSuchElementException.class, queue::remove);
    assertThrows(NoSuchElementException.class, queue::element);
  }

  @Test
  void refuses_null_in_every_way() {
    List<Executable> ways =
        List.of(
            () -> queue.put(null),
            () -> queue.add(null),
            () -> queue.offer(null),
            () -> queue.offer(null, 1, TimeUnit.SECONDS),
            () -> queue.addAll(Arrays.asList(1, null)),
            () -> queue.addAll(null),
            () -> queue.drainTo(null));
    for (Executable way : ways) {
      assertThrows(NullPointerException.class, way);
    }
    assertEquals(0, queue.size());
  }

  @Test
  void refuses_a_capacity_below_one() {
    assertThrows(IllegalArgumentException.class, () -> SharedQueue.create(0));
    assertThrows(IllegalArgumentException.class, () -> SharedQueue.create(-1));
  }

  @Test
  void tells_how_much_room_there_is() throws Exception {
    assertEquals(Integer.MAX_VALUE, queue.remainingCapacity());
    assertEquals(2, two.remainingCapacity());
    two.put("a");
    assertEquals(1, two.remainingCapacity());
    two.put("b");
    assertEquals(0, two.remainingCapacity());
    two.take();
    assertEquals(1, two.remainingCapacity());
  }

  @Test
  void that_is_full_refuses_in_the_way_of_each_method() throws Exception {
    two.addAll(List.of(1, 2));
    assertFalse(two.offer(3));
    assertFalse(two.offer(3, 30, TimeUnit.MILLISECONDS));
    assertFalse(two.offer(3, Duration.ofMillis(30)));
    assertThrows(IllegalStateException.class, () -> two.add(3));
    assertThrows(IllegalStateException.class, () -> two.addAll(List.of(3, 4)));
    assertArrayEquals(new Object[] {1, 2}, two.toArray());
  }

  @Test
  void cannot_be_added_or_drained_to_itself() {
    Collection<Object> same = queue;
    assertThrows(IllegalArgumentException.class, () -> queue.addAll(same));
    assertThrows(IllegalArgumentException.class, () -> queue.drainTo(same));
  }

  @Test
  void lets_putters_wait_for_room_and_takers_for_items() throws Exception {
    two.addAll(List.of(1, 2));
    var put = CompletableFuture.runAsync(() -> quietly(() -> two.put(3)));
    assertThrows(
        java.util.concurrent.TimeoutException.class, () -> put.get(100, TimeUnit.MILLISECONDS));
    assertEquals(1, two.take());
    put.get(30, TimeUnit.SECONDS);
    assertEquals(List.of(2, 3), List.of(two.take(), two.take()));
    CompletableFuture<Object> taken = new CompletableFuture<>();
    Thread.ofPlatform().start(() -> quietly(() -> taken.complete(two.take())));
    assertThrows(
        java.util.concurrent.TimeoutException.class, () -> taken.get(100, TimeUnit.MILLISECONDS));
    two.put(4);
    assertEquals(4, taken.get(30, TimeUnit.SECONDS));
  }

  @Test
  void waits_as_long_as_told_and_no_longer() throws Exception {
    long start = System.nanoTime();
    assertNull(queue.poll(80, TimeUnit.MILLISECONDS));
    assertNull(queue.poll(Duration.ofMillis(1)));
    assertNull(queue.poll(-1, TimeUnit.SECONDS));
    assertTrue(System.nanoTime() - start >= 80_000_000);
    queue.put("there");
    assertEquals("there", queue.poll(1, TimeUnit.HOURS));
  }

  @Test
  void lets_an_interrupt_end_every_wait() throws Exception {
    two.addAll(List.of(1, 2));
    List<Executable> waits =
        List.of(
            () -> queue.take(),
            () -> queue.poll(1, TimeUnit.HOURS),
            () -> two.put(3),
            () -> two.offer(3, 1, TimeUnit.HOURS),
            () -> two.join());
    for (Executable wait : waits) {
      CompletableFuture<Throwable> thrown = new CompletableFuture<>();
      var begun = new CountDownLatch(1);
      Thread waiter =
          Thread.ofPlatform()
              .start(() -> {
                begun.countDown();
                try {
                  wait.execute();
                  thrown.complete(new AssertionError("it returned"));
                } catch (Throwable e) {
                  thrown.complete(e);
                }
              });
      begun.await();
      waiter.interrupt();
      assertEquals(InterruptedException.class, thrown.get(30, TimeUnit.SECONDS).getClass());
    }
    assertEquals(2, two.size());
  }

  @Test
  void asks_for_an_interrupt_before_it_begins() {
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> queue.put(1));
    assertFalse(Thread.currentThread().isInterrupted());
    assertEquals(0, queue.size());
  }

  @Test
  void drains_all_or_so_many() {
    queue.addAll(List.of(1, 2, 3, 4, 5));
    List<Object> out = new ArrayList<>();
    assertEquals(0, queue.drainTo(out, 0));
    assertEquals(0, queue.drainTo(out, -1));
    assertEquals(2, queue.drainTo(out, 2));
    assertEquals(3, queue.drainTo(out));
    assertEquals(List.of(1, 2, 3, 4, 5), out);
    assertEquals(0, queue.drainTo(out));
  }

  @Test
  void drains_many_items_of_all_sizes_in_order() {
    List<Object> in = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      in.add(i % 300 == 7 ? "large" + "x".repeat(100_000) + i : "small " + i);
    }
    queue.addAll(in);
    List<Object> out = new ArrayList<>();
    assertEquals(2_000, queue.drainTo(out));
    assertEquals(in, out);
  }

  @Test
  void shows_its_items_without_taking_them() {
    queue.addAll(List.of("a", "b", "c"));
    assertEquals("a", queue.peek());
    assertEquals("a", queue.element());
    assertTrue(queue.contains("b"));
    assertFalse(queue.contains("x"));
    assertFalse(queue.contains(null));
    assertTrue(queue.containsAll(List.of("c", "a")));
    assertArrayEquals(new Object[] {"a", "b", "c"}, queue.toArray());
    assertArrayEquals(new String[] {"a", "b", "c"}, queue.toArray(new String[0]));
    assertEquals(List.of("a", "b", "c"), queue.stream().toList());
    assertEquals(List.of("a", "b", "c"), new ArrayList<>(queue));
    assertEquals(3, queue.size());
  }

  @Test
  void iterates_over_what_was_there_when_it_began() {
    queue.addAll(List.of(1, 2));
    Iterator<Object> all = queue.iterator();
    queue.add(3);
    queue.remove();
    assertEquals(1, all.next());
    assertEquals(2, all.next());
    assertFalse(all.hasNext());
    assertThrows(NoSuchElementException.class, all::next);
  }

  @Test
  void takes_out_what_an_iterator_removes() {
    queue.addAll(List.of(1, 2, 3, 4));
    Iterator<Object> all = queue.iterator();
    assertThrows(IllegalStateException.class, all::remove);
    all.next();
    all.next();
    all.remove();
    assertThrows(IllegalStateException.class, all::remove);
    assertEquals(List.of(1, 3, 4), List.copyOf(queue));
    assertEquals(3, queue.size());
  }

  @Test
  void takes_out_one_that_equals() throws Exception {
    queue.addAll(List.of("a", "b", "a", "c"));
    assertTrue(queue.remove("a"));
    assertFalse(queue.remove("x"));
    assertFalse(queue.remove(null));
    assertEquals(List.of("b", "a", "c"), List.copyOf(queue));
    assertTrue(queue.removeIf("c"::equals));
    assertTrue(queue.removeAll(List.of("b")));
    assertTrue(queue.retainAll(List.of("z")));
    assertTrue(queue.isEmpty());
    queue.put("after");
    assertEquals("after", queue.take());
  }

  @Test
  void gets_room_from_what_is_taken_out() throws Exception {
    two.addAll(List.of(1, 2));
    assertTrue(two.remove((Object) 2));
    assertTrue(two.offer(3));
    assertEquals(List.of(1, 3), List.of(two.take(), two.take()));
  }

  @Test
  void is_empty_after_clear() throws Exception {
    queue.addAll(List.of(1, 2, 3));
    queue.clear();
    assertTrue(queue.isEmpty());
    assertNull(queue.poll());
    queue.put(4);
    assertEquals(4, queue.take());
    assertTrue(queue.join(Duration.ZERO) || queue.size() == 0);
  }

  @Test
  void says_what_it_is() {
    two.add(1);
    assertEquals("SharedQueue[1 of 2 items]", two.toString());
    queue.close();
    assertEquals("SharedQueue[0 items, closed]", queue.toString());
  }

  @Test
  void does_as_a_queue_of_the_jdk_does_whatever_comes() throws Exception {
    var random = new Random(5);
    var model = new LinkedBlockingQueue<Object>(50);
    SharedQueue<Object> real = SharedQueue.create(50);
    for (int i = 0; i < 20_000; i++) {
      BlockingQueue<Object> a = model;
      BlockingQueue<Object> b = real;
      Object item = random.nextInt(20) == 0 ? "x".repeat(random.nextInt(200_000)) + i : i % 100;
      switch (random.nextInt(12)) {
        case 0, 1, 2, 3, 4 -> assertEquals(a.offer(item), b.offer(item));
        case 5, 6, 7, 8 -> assertEquals(a.poll(), b.poll());
        case 9 -> assertEquals(a.remove(item), b.remove(item));
        case 10 -> assertEquals(a.peek(), b.peek());
        default -> {
          List<Object> x = new ArrayList<>();
          List<Object> y = new ArrayList<>();
          int most = random.nextInt(6);
          assertEquals(a.drainTo(x, most), b.drainTo(y, most));
          assertEquals(x, y);
        }
      }
      assertEquals(a.size(), b.size());
      assertEquals(a.remainingCapacity(), b.remainingCapacity());
      if (i % 500 == 0) {
        assertEquals(List.copyOf(a), List.copyOf(b));
      }
    }
  }

  // ---- items -----------------------------------------------------------------------------------

  record Point(int x, String name) implements Serializable {}

  @Test
  void carries_values_of_all_kinds() throws Exception {
    List<Object> all =
        List.of(
            1,
            2L,
            3.0,
            4f,
            true,
            'c',
            (byte) 1,
            "text",
            "\ud800 alone",
            new Point(1, "p"),
            List.of(1, "two", List.of()),
            Duration.ofDays(1),
            TimeUnit.DAYS,
            Point.class,
            1 << 20);
    for (Object item : all) {
      queue.put(item);
      assertEquals(item, queue.take());
    }
    queue.put(new double[] {1, 2});
    assertArrayEquals(new double[] {1, 2}, (double[]) queue.take());
    queue.put(new int[0]);
    assertArrayEquals(new int[0], (int[]) queue.take());
    queue.put((Task<Integer, Integer>) x -> x + 1);
    @SuppressWarnings("unchecked")
    var task = (Task<Integer, Integer>) queue.take();
    assertEquals(3, task.apply(2));
  }

  @ParameterizedTest(name = "of {0} bytes")
  @ValueSource(ints = {0, 1, 8_000, 8_192, 65_500, 65_536, 65_537, 1_000_000, 50_000_000})
  void carries_items(int bytes) throws Exception {
    byte[] item = new byte[bytes];
    new Random(bytes).nextBytes(item);
    queue.put(item);
    queue.put("after it");
    assertArrayEquals(item, (byte[]) queue.take());
    assertEquals("after it", queue.take());
  }

  @Test
  void copies_items_in_one_process_too() throws Exception {
    List<Integer> mutable = new ArrayList<>(List.of(1));
    queue.put(mutable);
    mutable.add(2);
    Object taken = queue.take();
    assertNotSame(mutable, taken);
    assertEquals(List.of(1), taken);
  }

  record Holder(String name, Object what) implements Serializable {}

  @Test
  void refuses_what_cannot_travel_and_is_as_before() throws Exception {
    queue.put("before");
    var refused =
        assertThrows(
            TaskNotSerializableException.class,
            () -> queue.put(new Holder("h", Thread.currentThread())));
    assertTrue(refused.getMessage().startsWith("cannot send this to another process: "));
    assertTrue(refused.getMessage().contains("`item.what`"), refused.getMessage());
    assertThrows(
        TaskNotSerializableException.class, () -> queue.addAll(List.of(1, new Thread(), 2)));
    assertEquals(List.of("before"), List.copyOf(queue));
  }

  @Test
  void carries_queues_and_itself() throws Exception {
    SharedQueue<Object> inner = of(7);
    queue.put(inner);
    queue.put(List.of(queue, inner));
    assertEquals(inner, queue.take());
    assertEquals(List.of(queue, inner), queue.take());
  }

  // ---- close -----------------------------------------------------------------------------------

  @Test
  void gives_what_is_there_after_close_and_then_ends() throws Exception {
    queue.addAll(List.of(1, 2, 3));
    queue.close();
    queue.close();
    assertTrue(queue.isClosed());
    assertEquals(1, queue.take());
    assertEquals(2, queue.poll(1, TimeUnit.HOURS));
    assertEquals(3, queue.poll());
    assertNull(queue.poll());
    assertNull(queue.poll(1, TimeUnit.HOURS));
    var ended = assertThrows(EndOfStreamException.class, queue::take);
    assertEquals("SharedQueue is closed and empty", ended.getMessage());
  }

  @Test
  void takes_nothing_after_close() {
    queue.close();
    for (Executable put :
        List.<Executable>of(
            () -> queue.put(1),
            () -> queue.offer(1),
            () -> queue.add(1),
            () -> queue.addAll(List.of(1)),
            () -> queue.put(new byte[100_000]),
            () -> queue.offer(1, 1, TimeUnit.SECONDS))) {
      var refused = assertThrows(IllegalStateException.class, put);
      assertEquals(
          "SharedQueue was closed with close(): nothing can be put into it any more",
          refused.getMessage());
    }
  }

  @Test
  void goes_through_items_until_it_is_closed() throws Exception {
    var sum =
        CompletableFuture.supplyAsync(() -> {
          int total = 0;
          for (Object item : queue.untilClosed()) {
            total += (int) item;
          }
          return total;
        });
    for (int i = 1; i <= 100; i++) {
      queue.put(i);
    }
    assertFalse(sum.isDone());
    queue.close();
    assertEquals(5050, sum.get(30, TimeUnit.SECONDS));
  }

  @Test
  void tells_all_who_wait_that_it_was_closed() throws Exception {
    two.addAll(List.of(1, 2));
    List<CompletableFuture<Throwable>> ended = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      ended.add(thrownBy(queue::take));
      ended.add(thrownBy(() -> two.put(3)));
    }
    queue.close();
    two.close();
    for (int i = 0; i < ended.size(); i++) {
      Class<?> expected = i % 2 == 0 ? EndOfStreamException.class : IllegalStateException.class;
      assertEquals(expected, ended.get(i).get(30, TimeUnit.SECONDS).getClass());
    }
  }

  // ---- done ------------------------------------------------------------------------------------

  @Test
  void joins_when_all_is_done() throws Exception {
    queue.addAll(List.of(1, 2));
    assertFalse(queue.join(Duration.ofMillis(30)));
    queue.take();
    queue.taskDone();
    queue.take();
    assertFalse(queue.join(Duration.ofMillis(30)));
    var joined = CompletableFuture.runAsync(() -> quietly(() -> queue.join()));
    queue.taskDone();
    joined.get(30, TimeUnit.SECONDS);
    queue.join();
  }

  @Test
  void counts_what_is_done() throws Exception {
    assertThrows(IllegalStateException.class, queue::taskDone);
    queue.put(1);
    assertThrows(IllegalStateException.class, queue::taskDone);
    queue.take();
    queue.taskDone();
    var refused = assertThrows(IllegalStateException.class, queue::taskDone);
    assertEquals(
        "taskDone() was called for more items than were taken from SharedQueue",
        refused.getMessage());
  }

  // ---- memory ----------------------------------------------------------------------------------

  @Test
  void uses_its_memory_again() throws Exception {
    var random = new Random(1);
    for (int i = 0; i < 300; i++) {
      int many = random.nextInt(200);
      for (int k = 0; k < many; k++) {
        queue.put("x".repeat(random.nextInt(k % 50 == 0 ? 300_000 : 300)));
      }
      while (random.nextInt(100) != 0 && queue.poll() != null) {
        // Some stay.
      }
    }
    queue.clear();
    long pages = residentBytes();
    for (int i = 0; i < 100; i++) {
      queue.put(new byte[1_000_000]);
      queue.take();
    }
    assertTrue(residentBytes() < pages + (40L << 20), "it has grown");
  }

  /// Of all shared memory of this process.
  private static long residentBytes() throws Exception {
    for (String line :
        java.nio.file.Files.readAllLines(java.nio.file.Path.of("/proc/self/status"))) {
      if (line.startsWith("RssShmem:")) {
        return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    return 0;
  }

  @Test
  void gives_the_memory_of_a_backlog_back() throws Exception {
    long before = residentBytes();
    for (int i = 0; i < 200; i++) {
      queue.put(new byte[1_000_000]);
    }
    for (int i = 0; i < 200; i++) {
      queue.take();
    }
    assertTrue(residentBytes() - before < 40L << 20, "more than it may keep");
  }

  // ---- helpers ---------------------------------------------------------------------------------

  private static CompletableFuture<Throwable> thrownBy(Executable action) {
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    Thread.ofPlatform()
        .start(() -> {
          try {
            action.execute();
            thrown.complete(new AssertionError("nothing"));
          } catch (Throwable e) {
            thrown.complete(e);
          }
        });
    return thrown;
  }

  private static void quietly(Executable action) {
    try {
      action.execute();
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
