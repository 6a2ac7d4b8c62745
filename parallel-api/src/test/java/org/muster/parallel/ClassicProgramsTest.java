package org.muster.parallel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The programs by which Python's documentation and its tutorials explain `multiprocessing`, with
/// processes of their own. Those about queues and pipes are in [SharedQueueEverywhereTest] and
/// [PipeTest], counting with and without a lock in [SharedLockTest] and [SharedEverywhereTest].
///
/// @see <a
///   href="https://docs.python.org/3/library/multiprocessing.html#sharing-state-between-processes">Sharing
///   state between processes</a>
@DisplayName("The classic program")
@Timeout(180)
class ClassicProgramsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static void await(WorkerProcess... processes) {
    for (WorkerProcess process : processes) {
      assertTrue(process.join(PATIENCE), () -> process + " does not end");
      assertEquals(0, process.exitCode().orElseThrow(), process::toString);
    }
  }

  @Test
  void in_which_a_process_sets_a_value_and_negates_an_array() {
    try (var number = SharedDouble.of(0);
        var array = SharedArray.copyOf(IntStream.range(0, 10).toArray());
        var process =
            WorkerProcess.start(() -> {
              number.set(3.1415927);
              for (int i = 0; i < array.length(); i++) {
                array.set(i, -array.get(i));
              }
            })) {
      await(process);
      assertEquals(3.1415927, number.get());
      assertArrayEquals(new int[] {0, -1, -2, -3, -4, -5, -6, -7, -8, -9}, array.toArray());
    }
  }

  @Test
  void in_which_a_list_stays_empty_and_an_array_gets_the_squares() {
    List<Integer> list = new ArrayList<>();
    try (var squares = SharedArray.ofInts(4);
        var sum = SharedInt.of(0);
        var process =
            WorkerProcess.start(() -> {
              for (int i = 0; i < squares.length(); i++) {
                int square = (i + 1) * (i + 1);
                list.add(square);
                squares.set(i, square);
              }
              sum.set((int) squares.sum());
            })) {
      await(process);
      assertEquals(List.of(), list, "the process had a copy");
      assertArrayEquals(new int[] {1, 4, 9, 16}, squares.toArray());
      assertEquals(30, sum.get());
    }
  }

  /// Without a lock Python's balance is anything.
  @Test
  void of_the_bank_whose_balance_is_right_in_the_end() {
    try (var balance = SharedInt.of(100);
        var atomic = SharedInt.of(100);
        var lock = SharedLock.create();
        var withdrawals = WorkerProcess.start(() -> transfer(balance, lock, atomic, -1));
        var deposits = WorkerProcess.start(() -> transfer(balance, lock, atomic, 1))) {
      await(withdrawals, deposits);
      assertEquals(100, balance.get());
      assertEquals(100, atomic.get());
    }
  }

  private static void transfer(SharedInt balance, SharedLock lock, SharedInt atomic, int amount) {
    for (int i = 0; i < 10_000; i++) {
      lock.lock();
      try {
        balance.set(balance.get() + amount);
      } finally {
        lock.unlock();
      }
      int _ = atomic.getAndAdd(amount);
    }
  }

  /// Four processes increment all elements of one array: `a[i] += 1` loses some in Python, where an
  /// `Array` has a lock for each access and none for the two of them.
  @Test
  void of_four_processes_that_increment_one_array() {
    try (var array = SharedArray.ofLongs(100);
        var pool = Pool.of(4)) {
      List<Integer> done =
          pool.everywhere(() -> {
            for (int round = 0; round < 1_000; round++) {
              for (int i = 0; i < array.length(); i++) {
                long _ = array.getAndAdd(i, 1);
              }
            }
            return 1;
          });
      assertEquals(4, done.size());
      assertEquals(4_000, array.min());
      assertEquals(4_000, array.max());
    }
  }

  /// In Python a process that has attached to a block destroys it for all others when it ends
  /// (python/cpython#82300).
  @Test
  void in_which_processes_find_a_block_by_its_name_and_leave_it_to_the_others() {
    String name = "classic-" + UUID.randomUUID();
    try (var block = SharedMemory.create(name, 6 * Double.BYTES)) {
      try (var first = WorkerProcess.start(() -> fill(name, 0, 3));
          var second = WorkerProcess.start(() -> fill(name, 3, 6))) {
        await(first, second);
      }
      assertSame(block, SharedMemory.attach(name));
      assertArrayEquals(new double[] {0, 1, 4, 9, 16, 25}, block.asDoubles().toArray());
    }
  }

  private static void fill(String name, int from, int to) {
    try (var block = SharedMemory.attach(name)) {
      for (int i = from; i < to; i++) {
        block.asDoubles().set(i, (double) i * i);
      }
    }
  }

  @Test
  void in_which_processes_wait_for_an_event_and_for_a_time() {
    try (var event = SharedEvent.create();
        var come = SharedLatch.of(1);
        var patient = SharedInt.of(0);
        var impatient = SharedInt.of(0);
        var waiting =
            WorkerProcess.start(() -> {
              event.await();
              patient.set(event.isSet() ? 1 : -1);
            });
        var givingUp =
            WorkerProcess.start(() -> {
              impatient.set(event.await(Duration.ofMillis(10)) ? -1 : 1);
              come.countDown();
            })) {
      await(givingUp);
      assertEquals(0, come.getCount());
      assertFalse(event.isSet());
      assertEquals(0, patient.get());
      event.set();
      await(waiting);
      assertEquals(1, patient.get());
      assertEquals(1, impatient.get());
    }
  }
}
