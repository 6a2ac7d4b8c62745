package org.muster.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.muster.parallel.Items.range;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A big array")
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class BigArraysTest {

  private static final int LENGTH = 1_000_000;
  private static final long BYTES = 8L * LENGTH;

  private static Pool pool;

  @TempDir private Path folder;

  @BeforeAll
  static void open() {
    pool = Pool.of(1);
  }

  @AfterAll
  static void close() {
    pool.close();
  }

  private static double[] array(double first) {
    double[] array = new double[LENGTH];
    Arrays.setAll(array, i -> first + i);
    return array;
  }

  /// What the only worker would get now.
  private static Explanation.Delivery delivery(Call<?> call) {
    return pool.explain(call).deliveries().getFirst();
  }

  @Test
  void is_sent_once_for_several_tasks() {
    double[] array = array(1);
    Call<Double> first = () -> array[0];
    Call<Double> second = () -> array[1];
    Call<Double> third = () -> array[2] + array[3];
    assertEquals(1, delivery(first).arrays());
    assertTrue(delivery(first).bytesToSend() > BYTES);
    assertEquals(1.0, pool.apply(first));
    for (Call<Double> later : List.of(second, third)) {
      assertEquals(0, delivery(later).arrays());
      assertFalse(delivery(later).hasTask());
      assertTrue(delivery(later).bytesToSend() < 10_000, "" + delivery(later));
      assertTrue(delivery(later).bytesThere() >= BYTES, "" + delivery(later));
    }
    assertEquals(2.0, pool.apply(second));
    assertEquals(7.0, pool.apply(third));
    assertTrue(delivery(third).hasTask());
    assertEquals(0, delivery(third).bytesToSend());
  }

  @Test
  void that_was_changed_is_seen_by_the_next_call_and_not_by_one_that_waits() throws Exception {
    double[] array = array(1);
    String go = folder.resolve("go").toString();
    CompletableFuture<Boolean> busy =
        pool.applyAsync(() -> {
          while (Files.notExists(Path.of(go))) {
            Thread.sleep(5); // the event is the file
          }
          return true;
        });
    CompletableFuture<Double> before = pool.applyAsync(() -> array[LENGTH - 1]);
    array[LENGTH - 1] = -1;
    CompletableFuture<Double> after = pool.applyAsync(() -> array[LENGTH - 1]);
    Files.createFile(Path.of(go));
    assertTrue(busy.get());
    assertEquals(LENGTH, before.get());
    assertEquals(-1, after.get());
    array[0] = 17;
    assertEquals(17, pool.apply(() -> array[0]));
    assertEquals(16 - LENGTH + 1.0, pool.apply(() -> array[0] - LENGTH + array[LENGTH - 1] + 1));
  }

  @Test
  void stays_one_array_for_two_variables_that_share_it() {
    double[] one = array(1);
    double[] other = one;
    assertEquals(
        5.0,
        pool.apply(() -> {
          one[7] = 5;
          return other[7];
        }));
  }

  @Test
  void is_each_tasks_own() {
    double[] array = array(1);
    assertEquals(
        99.0,
        pool.apply(() -> {
          array[0] = 99;
          return array[0];
        }));
    assertEquals(1.0, pool.apply(() -> array[0]));
    assertEquals(1.0, array[0]);
  }

  @Test
  void can_be_of_every_primitive_type() throws Exception {
    int n = 70_000;
    byte[] bytes = new byte[n];
    boolean[] booleans = new boolean[n];
    short[] shorts = new short[n];
    char[] chars = new char[n];
    int[] ints = new int[n];
    long[] longs = new long[n];
    float[] floats = new float[n];
    double[] doubles = new double[n];
    for (int i = 0; i < n; i++) {
      bytes[i] = (byte) i;
      booleans[i] = i % 3 == 0;
      shorts[i] = (short) (i * 7);
      chars[i] = (char) i;
      ints[i] = i * 100_003;
      longs[i] = i * 10_000_000_019L;
      floats[i] = 1f / i;
      doubles[i] = -1d / i;
    }
    Task<Integer, List<Integer>> hashes =
        _ ->
            List.of(
                Arrays.hashCode(bytes),
                Arrays.hashCode(booleans),
                Arrays.hashCode(shorts),
                Arrays.hashCode(chars),
                Arrays.hashCode(ints),
                Arrays.hashCode(longs),
                Arrays.hashCode(floats),
                Arrays.hashCode(doubles));
    assertEquals(8, pool.explain(hashes).arrays().size());
    assertEquals(List.of(hashes.apply(0)), pool.map(hashes, range(1)));
    assertTrue(pool.explain(hashes).deliveries().getFirst().hasTask(), "unchanged");
  }

  @Test
  void is_sent_again_to_a_worker_that_replaces_a_lost_one() {
    double[] array = array(1);
    Call<Double> call = () -> array[3];
    assertEquals(4.0, pool.apply(call));
    long lost = pool.workers().getFirst().pid();
    ProcessHandle process = ProcessHandle.of(lost).orElseThrow();
    process.destroyForcibly();
    process.onExit().join();
    while (pool.workers().getFirst().pid() == lost) {
      Thread.onSpinWait();
    }
    assertEquals(4.0, pool.apply(call));
    assertNotEquals(lost, pool.workers().getFirst().pid());
    assertEquals(0, delivery(call).bytesToSend());
  }

  record Part(double[] whole, int index) implements Serializable {}

  @Test
  void that_items_of_many_chunks_share_is_only_named_from_the_second_one_on() {
    double[] array = array(1);
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      parts.add(new Part(array, i));
    }
    assertEquals(210.0, sum(pool.map(part -> part.whole()[part.index()], parts, 1)));
    assertEquals(0, delivery(() -> array[0]).arrays());

    double[] itself = array(2);
    assertEquals(40.0, sum(pool.map(a -> a[0], Collections.nCopies(20, itself), 1)));
    assertEquals(0, delivery(() -> itself[0]).arrays());
  }

  @Test
  void that_only_one_item_has_is_not_kept() {
    double[] array = array(1);
    assertEquals(
        List.of(1.0, 5.0),
        pool.map(p -> p.whole()[0], List.of(new Part(array, 0), new Part(array(5), 0)), 1));
    assertEquals(List.of(1.0, 7.0), pool.map(a -> a[0], List.of(array, array(7)), 1));
    assertEquals(List.of(1.0), pool.map(a -> a[0], List.of(array), 1));
    var explained = pool.explain(() -> array[0]).arrays().getFirst();
    assertFalse(explained.sentBefore());
    assertEquals(new Explanation.BigArray("double[]", BYTES, "array", false), explained);
  }

  /// Cannot be read as long as a file is missing.
  static final class Late implements Serializable {
    private static final long serialVersionUID = 1;

    private final String file;

    Late(String file) {
      this.file = file;
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      if (Files.notExists(Path.of(file))) {
        throw new IOException("too early");
      }
    }
  }

  @Test
  void is_there_when_a_task_is_tried_again_that_could_not_be_read() throws Exception {
    // so large for this heap that its elements are forgotten right behind the first chunk
    try (var tiny = Pool.open(c -> c.withWorkers(1).withHeap("96m"))) {
      double[] array = new double[2 * LENGTH];
      assertEquals(0, tiny.apply(() -> 0));
      Late late = new Late(folder.resolve("late").toString());
      Call<Integer> call = () -> array.length + late.file.length();
      assertThrows(TaskFailedException.class, () -> tiny.apply(call));
      assertEquals(1, tiny.explain(call).deliveries().getFirst().arrays());
      Files.createFile(Path.of(late.file));
      assertEquals(2 * LENGTH + late.file.length(), tiny.apply(call));
      assertEquals(0, tiny.explain(call).deliveries().getFirst().bytesToSend());
    }
  }

  private static double sum(List<Double> values) {
    return values.stream().mapToDouble(x -> x).sum();
  }

  @Test
  void is_forgotten_by_a_worker_that_gets_many() {
    try (var small = Pool.open(c -> c.withWorkers(1).withHeap("256m"))) {
      long pid = small.apply(() -> ProcessHandle.current().pid());
      double[] kept = array(-1);
      assertEquals(-1.0, small.apply(() -> kept[0]));
      for (int i = 0; i < 200; i++) {
        double[] array = array(i);
        assertEquals(2.0 * i + 1, small.apply(() -> array[0] + array[1]));
      }
      assertEquals(pid, small.workers().getFirst().pid());
      Call<Double> again = () -> kept[0] + 1;
      assertEquals(1, small.explain(again).deliveries().getFirst().arrays());
      assertEquals(0.0, small.apply(again));
      long used =
          small.apply(() -> {
            System.gc();
            return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
          });
      assertTrue(used < 110L << 20, "bytes in use: " + used);
    }
  }
}
