package org.muster.parallel.closure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An array that travels beside a graph")
class ArrayRefTest {

  private static final ArrayRef REF = new ArrayRef(3, int[].class, 8);

  private final int[] array = {1, 2};
  private final Packed packed =
      Packer.packItems(new Object[] {array, List.of(array), "more"}, _ -> REF);

  private Object[] unpack(ArraySource source) {
    var root = Unpacker.unpack(packed.graph(), getClass().getClassLoader(), source).root();
    return assertInstanceOf(Object[].class, root);
  }

  @Test
  void is_named_once_and_stays_shared() {
    assertEquals(List.of(REF), packed.arrays());
    Object[] back = unpack(_ -> array.clone());
    assertArrayEquals(array, assertInstanceOf(int[].class, back[0]));
    assertSame(back[0], ((List<?>) back[1]).getFirst());
    assertEquals("more", back[2]);
  }

  @Test
  void that_is_missing_is_an_error_that_names_it() {
    var thrown =
        assertThrows(
            UnpackException.class,
            () ->
                unpack(ref -> {
                  throw new IllegalArgumentException("the pool never sent " + ref);
                }));
    assertTrue(
        String.valueOf(thrown.getMessage()).contains("the pool never sent ArrayRef[id=3"),
        thrown.getMessage());
  }

  @Test
  void that_is_of_another_type_is_an_error() {
    var items = Packer.packItems(new Object[] {new Holder(array)}, _ -> REF);
    assertThrows(
        UnpackException.class,
        () -> Unpacker.unpack(items.graph(), getClass().getClassLoader(), _ -> new double[] {1}));
  }

  @Test
  void has_no_place_in_a_result() {
    assertThrows(
        UnpackException.class,
        () -> Unpacker.unpackResult(packed.graph(), getClass().getClassLoader()));
  }

  private record Holder(int[] array) implements java.io.Serializable {}
}
