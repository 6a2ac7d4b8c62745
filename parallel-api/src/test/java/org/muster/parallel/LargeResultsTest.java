package org.muster.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.muster.parallel.Items.range;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Each in a program of its own with a heap of its own.
@DisplayName("A result that is too large")
@Timeout(value = 150, unit = TimeUnit.SECONDS)
class LargeResultsTest {

  @Test
  void for_this_jvm_is_named_and_nothing_else_is_lost() throws Exception {
    assertEquals(
        "item 2, its result takes 160 MB, others kept, works on",
        OtherProgram.run(List.of("-Xmx128m"), 100, TooLargeForThisJvm.class).strip());
  }

  static final class TooLargeForThisJvm {
    public static void main(String[] args) {
      try (var pool = Pool.open(c -> c.withWorkers(2).withHeap("512m"))) {
        try {
          pool.map(x -> x == 2 ? slowly(new double[20 << 20]) : new double[1], range(4), 1);
        } catch (TaskFailedException e) {
          String size = e.getMessage().replaceAll("(?s).*(its result takes \\d+ MB).*", "$1");
          boolean kept = e.completed().containsKey(0L);
          System.out.printf("item %d, %s, %s, ", e.itemIndex(), size, kept ? "others kept" : "?");
        }
        System.out.println(pool.map(x -> x + 1, range(2)).equals(List.of(1, 2)) ? "works on" : "?");
      }
    }

    /// The others come first.
    private static double[] slowly(double[] result) throws InterruptedException {
      Thread.sleep(200);
      return result;
    }
  }

  @Test
  void for_this_jvm_together_with_others_ends_the_call_and_not_the_pool() throws Exception {
    String said = OtherProgram.run(List.of("-Xmx160m"), 100, TooManyForThisJvm.class);
    assertTrue(said.matches("(?s).*(memory|heap).*works on\\s*"), said);
  }

  /// Each result fits, all of them do not.
  static final class TooManyForThisJvm {
    public static void main(String[] args) {
      try (var pool = Pool.open(c -> c.withWorkers(2).withHeap("512m"))) {
        for (int round = 0; round < 3; round++) {
          try {
            System.out.println(pool.map(_ -> new double[6 << 20], range(12), 1).size());
          } catch (TaskFailedException | IllegalStateException e) {
            System.out.println(e.getMessage());
          }
        }
        System.out.println(pool.map(x -> x + 1, range(2)).equals(List.of(1, 2)) ? "works on" : "?");
      }
    }
  }

  @Test
  void for_its_worker_is_named_with_the_size_and_nothing_else_is_lost() {
    try (var pool = Pool.open(c -> c.withWorkers(1).withHeap("128m"))) {
      var failed =
          assertThrows(
              TaskFailedException.class,
              () -> pool.map(x -> x == 2 ? new byte[75 << 20] : new byte[1], range(4), 1));
      assertEquals(2, failed.itemIndex());
      assertTrue(failed.getMessage().contains("its result (byte[78643200])"), failed.toString());
      assertTrue(failed.completed().containsKey(0L));
      assertEquals(List.of(1, 2), pool.map(x -> x + 1, range(2)));
    }
  }

  @Test
  void for_most_jvms_arrives_where_there_is_memory() throws Exception {
    assumeTrue(freeMemory() > 12_000_000, "1.1 GB there and back take 12 GB of memory");
    assertEquals(
        "1100000000 7",
        OtherProgram.run(List.of("-Xmx4g", "-XX:+UseSerialGC"), 120, Gigabyte.class).strip());
  }

  /// In kB; 0 where the system does not say.
  private static long freeMemory() throws Exception {
    Path file = Path.of("/proc/meminfo");
    return Files.notExists(file)
        ? 0
        : Files.readAllLines(file).stream()
            .filter(line -> line.startsWith("MemAvailable:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .sum();
  }

  static final class Gigabyte {
    public static void main(String[] args) {
      try (var pool = Pool.open(c -> c.withWorkers(1).withHeap("4g"))) {
        byte[] result =
            pool.apply(() -> {
              byte[] big = new byte[1_100_000_000];
              big[big.length - 1] = 7;
              return big;
            });
        System.out.println(result.length + " " + result[result.length - 1]);
      }
    }
  }
}
