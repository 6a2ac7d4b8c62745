package org.muster.parallel.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Chunk sizing")
class ChunkSizingTest {

  private static final ChunkSizing START = ChunkSizing.start(0, Integer.MAX_VALUE);

  @Test
  void starts_with_single_items_of_which_each_worker_holds_one() {
    assertEquals(1, START.items(8_000, 4));
    assertEquals(1, START.items(Long.MAX_VALUE, 4));
    assertEquals(1, START.window(1));
  }

  @Test
  void starts_with_a_thousandth_of_each_share_of_very_many() {
    assertEquals(244, START.items(1_000_000, 4));
    assertEquals(1024, START.items(Integer.MAX_VALUE, 4));
  }

  @Test
  void aims_at_20_ms_of_work() {
    assertEquals(20, START.measured(1, 1_000_000).items(1_000_000, 4));
  }

  @Test
  void leaves_a_share_for_everybody_at_the_end() {
    var tiny = START.measured(1, 50);
    assertEquals(83_333, tiny.items(1_000_000, 4));
    assertEquals(8, tiny.items(100, 4));
    assertEquals(1, tiny.items(3, 4));
  }

  @Test
  void keeps_to_a_size_that_was_given() {
    assertEquals(7, ChunkSizing.start(7, 1024).measured(7, 10).items(1_000_000, 4));
  }

  @Test
  void lets_nobody_wait_behind_a_long_chunk() {
    assertEquals(1, START.measured(1, 1_000_000_000).window(1));
  }

  @Test
  void keeps_two_milliseconds_of_work_ahead_of_short_chunks() {
    var fixed = ChunkSizing.start(1, 1);
    assertEquals(2, fixed.measured(1, 10_000_000).window(1));
    assertEquals(5, fixed.measured(1, 500_000).window(1));
    assertEquals(64, fixed.measured(1, 1_000).window(1));
  }

  @Test
  void believes_a_faster_measurement_at_once_and_a_slower_one_by_half() {
    var slow = START.measured(1, 10_000_000);
    var fast = slow.measured(1, 1_000);
    assertEquals(20_000, fast.items(Long.MAX_VALUE, 4));
    assertTrue(fast.measured(1, 3_000).itemNanos() == 2_000);
  }
}
