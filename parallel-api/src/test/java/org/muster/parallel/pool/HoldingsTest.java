package org.muster.parallel.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.muster.parallel.wire.Message;

@DisplayName("What a worker is known to have")
class HoldingsTest {

  private static final long MB = 1L << 20;

  private final Holdings held = new Holdings();

  @BeforeEach
  void giveItALargeHeap() {
    held.heap(16 * 1024 * MB);
  }

  /// A task with an array of its own is sent.
  private List<Message.Request> send(long number, long bytes) {
    List<Message.Request> forgotten = new ArrayList<>(held.trim(2 * bytes, number, Set.of(number)));
    if (held.addTask(number, bytes)) {
      held.addBlob(number, bytes);
    }
    return forgotten;
  }

  @Test
  void stays_small_when_every_task_has_a_large_array_of_its_own() {
    for (long number = 0; number < 100; number++) {
      var _ = send(number, 8 * MB);
    }
    int tasks = 0;
    int arrays = 0;
    for (long number = 0; number < 100; number++) {
      tasks += held.hasTask(number) ? 1 : 0;
      arrays += held.hasBlob(number) ? 1 : 0;
    }
    int most = Holdings.RECENT_TASKS + 2 + (int) (Holdings.MOST_OLD_BYTES / (8 * MB));
    assertTrue(tasks <= most && arrays <= most, tasks + " tasks, " + arrays + " arrays");
    assertTrue(held.hasTask(99) && held.hasTask(92) && held.hasBlob(92));
  }

  @Test
  void keeps_what_is_used_in_turn() {
    for (int round = 0; round < 100; round++) {
      for (long number = 0; number < Holdings.RECENT_TASKS; number++) {
        assertEquals(List.of(), send(number, 100 * MB));
      }
    }
    assertTrue(held.hasTask(0) && held.hasBlob(0));
  }

  @Test
  void keeps_many_small_things() {
    for (long number = 0; number < 100; number++) {
      assertEquals(List.of(), send(number, MB / 10));
    }
    assertTrue(held.hasBlob(0));
  }

  @Test
  void makes_room_in_its_share_of_the_heap() {
    held.heap(400 * MB);
    var _ = send(1, 40 * MB);
    assertEquals(List.of(new Message.ForgetTask(1), new Message.ForgetBlob(1)), send(2, 40 * MB));
    assertFalse(held.hasTask(1));
  }
}
