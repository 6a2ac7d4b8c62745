package org.muster.parallel.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Results behind a missing one")
class BacklogTest {

  private final Backlog backlog = new Backlog(64 << 20);

  @Test
  void wait_in_thousands_if_they_are_small() {
    for (int i = 1; i < Backlog.MOST_ITEMS; i++) {
      backlog.add(i, 1, 8);
    }
    assertTrue(backlog.hasRoom());
    backlog.add(Backlog.MOST_ITEMS, 1, 8);
    assertFalse(backlog.hasRoom());
  }

  @Test
  void are_counted_one_by_one_in_their_chunks() {
    backlog.add(1000, Backlog.MOST_ITEMS, 8);
    assertEquals(1, backlog.chunks());
    assertFalse(backlog.hasRoom());
  }

  @Test
  void are_few_if_they_are_large() {
    for (int i = 1; i <= 7; i++) {
      backlog.add(i, 1, 8 << 20);
    }
    assertTrue(backlog.hasRoom());
    backlog.add(8, 1, 8 << 20);
    assertFalse(backlog.hasRoom());
  }

  @Test
  void leave_room_once_the_missing_one_is_there() {
    backlog.add(10, Backlog.MOST_ITEMS, 8);
    backlog.add(5, 5, 8);
    backlog.advance(10);
    assertEquals(1, backlog.chunks());
    assertFalse(backlog.hasRoom());
    backlog.advance(Long.MAX_VALUE);
    assertEquals(0, backlog.chunks());
    assertTrue(backlog.hasRoom());
  }
}
