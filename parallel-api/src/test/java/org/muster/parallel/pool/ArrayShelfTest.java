package org.muster.parallel.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The shelf of big arrays")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ArrayShelfTest {

  private final ArrayShelf shelf = new ArrayShelf(10L << 20);

  @Test
  void keeps_one_copy_of_an_array_that_is_not_changed() {
    long[] array = new long[100_000];
    assertFalse(shelf.knows(array));
    Blob first = shelf.take(array);
    assertSame(first, shelf.take(array));
    assertSame(first, shelf.look(array));
    assertEquals(800_000, shelf.bytes());
    assertFalse(shelf.knows(array.clone()), "arrays are told apart by identity");
  }

  @Test
  void gives_a_changed_array_a_new_copy_and_leaves_the_old_one_as_it_is() {
    long[] array = new long[100_000];
    Blob before = shelf.take(array);
    array[99_999] = 1;
    assertNull(shelf.look(array));
    Blob after = shelf.take(array);
    assertNotEquals(before.id(), after.id());
    assertEquals(0, before.frame().toArray()[799_992]);
    assertEquals(1, after.frame().toArray()[799_992]);
    assertEquals(800_000, shelf.bytes());
  }

  @Test
  void keeps_no_more_than_its_limit_and_the_newest_longest() {
    List<long[]> arrays = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      arrays.add(new long[100_000]);
      shelf.take(arrays.getLast());
      assertTrue(shelf.bytes() <= 10L << 20);
    }
    assertNull(shelf.look(arrays.getFirst()));
    assertTrue(shelf.look(arrays.getLast()) != null);
  }

  @Test
  void lets_go_of_an_array_that_is_garbage() {
    long[] stays = new long[10_000];
    shelf.take(stays);
    shelf.take(new long[100_000]);
    while (shelf.bytes() > 80_000) {
      System.gc();
      Thread.onSpinWait();
    }
    assertEquals(80_000, shelf.bytes());
    assertTrue(shelf.knows(stays));
  }
}
