package org.muster.parallel.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.muster.parallel.memory.Slots.Slot;

@DisplayName("Slots of shared memory")
@Timeout(60)
class SlotsTest {

  private static final int SIZE = 1 << 20;

  private Slots slots;
  private SharedSegment other;

  @BeforeEach
  void open() throws IOException {
    slots = new Slots(SharedSegment.create(4 * SIZE));
    other = SharedSegment.attach(slots.segment().handle());
  }

  @AfterEach
  void close() {
    other.close();
    slots.segment().close();
  }

  /// A slot of a bit less than a quarter of all.
  private Slot take() {
    Slot slot = slots.take(SIZE - 8192);
    assertNotNull(slot);
    return slot;
  }

  @Test
  void are_used_again_once_given_back() {
    Slot first = take();
    long offset = first.offset();
    assertNotEquals(offset, take().offset());
    first.giveBack();
    Slot second = take();
    assertEquals(offset, second.offset());
    first.giveBack();
    assertNotEquals(offset, take().offset(), "the second one is still in use");
  }

  @Test
  void are_refused_where_there_is_no_room() {
    List<Slot> all = List.of(take(), take(), take(), take());
    assertNull(slots.take(SIZE));
    assertNull(slots.take(1L << 40));
    all.get(2).giveBack();
    assertEquals(all.get(2).offset(), take().offset());
    assertEquals(SIZE, slots.segment().memory().byteSize() / 4);
  }

  @Test
  void are_used_again_once_another_process_has_given_them_back_in_any_order() {
    List<Slot> all = List.of(take(), take(), take(), take());
    all.forEach(Slot::handOver);
    for (int i : new int[] {1, 0, 3}) {
      Slot slot = all.get(i);
      assertTrue(Slots.isInUse(other, slot.offset(), slot.memory().byteSize()));
      Slots.giveBack(other, slot.offset());
      assertFalse(Slots.isInUse(other, slot.offset(), slot.memory().byteSize()));
      assertEquals(slot.offset(), take().offset());
    }
    assertNull(slots.take(SIZE / 2));
  }

  @Test
  void that_were_handed_over_are_given_back_by_the_other_process_only() throws Exception {
    Slot slot = take();
    slot.handOver();
    slot.giveBack();
    assertTrue(slots.bytesInUse() > 0);
    Slots.giveBack(other, slot.offset());
    assertEquals(0, slots.bytesInUse());
  }

  @Test
  void that_nobody_has_any_more_are_used_again() throws Exception {
    take();
    while (slots.bytesInUse() > 0) {
      System.gc();
      Thread.sleep(5); // the event is the collector's
    }
    assertEquals(Slots.HEADER, take().offset());
  }

  @Test
  void have_what_was_written_into_them_and_lose_it_with_their_pages() {
    Slot kept = take();
    Slot given = take();
    for (Slot slot : List.of(kept, given)) {
      slot.memory().fill((byte) 7);
    }
    given.giveBack();
    slots.discardFree();
    assertEquals(SIZE - 4096, slots.bytesTouched());
    assertEquals(7, other.memory().get(ValueLayout.JAVA_BYTE, kept.offset() + 12345));
    Slot again = take();
    assertEquals(given.offset(), again.offset());
    assertEquals(-1, again.memory().mismatch(MemorySegment.ofArray(new byte[SIZE - 8192])));
    assertTrue(Slots.isInUse(other, again.offset(), 10));
  }

  @Test
  void give_their_pages_back_when_nobody_has_wanted_one_for_a_while() throws Exception {
    Slot slot = take();
    slot.memory().fill((byte) 7);
    slot.handOver();
    Slots.giveBack(other, slot.offset());
    while (slots.bytesTouched() > 0) {
      Thread.sleep(20); // the event is the timer's
    }
    assertEquals(0, other.memory().get(ValueLayout.JAVA_BYTE, slot.offset()));
  }

  @Test
  void are_only_where_they_are() {
    Slot slot = take();
    assertTrue(Slots.isInUse(other, slot.offset(), SIZE));
    for (long offset : new long[] {-65, 63, 65, 4096, 2L * SIZE, 1L << 40, -64, Long.MAX_VALUE}) {
      assertFalse(Slots.isInUse(other, slot.offset() + offset, 100));
    }
    assertFalse(Slots.isInUse(other, slot.offset(), -1));
    assertFalse(Slots.isInUse(other, slot.offset(), Long.MAX_VALUE));
    assertFalse(Slots.isInUse(other, slot.offset(), 4L * SIZE - 63));
  }

  @Test
  void never_overlap() {
    var random = new Random(1);
    var extents = new Extents(1000);
    List<long[]> taken = new ArrayList<>();
    boolean[] used = new boolean[1000];
    for (int round = 0; round < 20_000; round++) {
      if (random.nextInt(100) < 55) {
        long size = 1L + random.nextInt(100);
        long from = random.nextInt(1000);
        boolean any = random.nextBoolean();
        var next = any ? null : extents.takeNext(from, 1000, size);
        long offset = any ? extents.take(size) : next == null ? -1 : next.getKey();
        long length = next == null ? size : next.getValue();
        assertTrue(next == null || (offset >= from && length <= size));
        for (long i = offset; offset >= 0 && i < offset + length; i++) {
          assertFalse(used[(int) i]);
          used[(int) i] = true;
        }
        if (offset >= 0) {
          taken.add(new long[] {offset, length});
        }
      } else if (!taken.isEmpty()) {
        long[] part = taken.remove(random.nextInt(taken.size()));
        extents.give(part[0], part[1]);
        for (long i = part[0]; i < part[0] + part[1]; i++) {
          used[(int) i] = false;
        }
      }
    }
    taken.forEach(part -> extents.give(part[0], part[1]));
    assertTrue(extents.isUnused());
    assertEquals(0, extents.take(1000));
  }
}
