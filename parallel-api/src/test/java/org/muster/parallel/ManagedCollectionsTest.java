package org.muster.parallel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Serializable;
import java.util.AbstractMap.SimpleEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What the JDK expects of a list, a map and a set, in the process that opened the manager and in
/// another one.
@DisplayName("A list, map or set of a manager")
@Timeout(180)
@SuppressWarnings({
  "ListRemoveAmbiguous",
  "ModifyCollectionInEnhancedForLoop"
}) // both are what is tested
class ManagedCollectionsTest {

  private static Pool pool;
  private static Manager manager;

  @BeforeAll
  static void open() {
    pool = Pool.of(1);
    manager = Manager.open();
  }

  @AfterAll
  static void close() {
    manager.close();
    pool.close();
  }

  enum Where {
    IN_ITS_PROCESS,
    IN_ANOTHER_ONE;

    void run(Check check) throws Exception {
      if (this == IN_ITS_PROCESS) {
        check.run();
      } else {
        pool.apply(() -> {
          check.run();
          return null;
        });
      }
    }
  }

  interface Check extends Serializable {
    void run() throws Exception;
  }

  // ---- lists -----------------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource
  void has_elements_in_order(Where where) throws Exception {
    SharedList<String> list = manager.list(List.of("b", "a", "b"));
    where.run(() -> {
      assertEquals(List.of("b", "a", "b"), list);
      assertEquals(list, List.of("b", "a", "b"));
      assertEquals(List.of("b", "a", "b").hashCode(), list.hashCode());
      assertEquals("[b, a, b]", list.toString());
      assertEquals(3, list.size());
      assertFalse(list.isEmpty());
      assertEquals("a", list.get(1));
      assertEquals("b", list.getFirst());
      assertEquals("b", list.getLast());
      assertEquals(0, list.indexOf("b"));
      assertEquals(2, list.lastIndexOf("b"));
      assertEquals(-1, list.indexOf("c"));
      assertTrue(list.contains("a"));
      assertFalse(list.contains(null));
      assertTrue(list.containsAll(List.of("a", "b")));
      assertFalse(list.containsAll(List.of("a", "c")));
      assertArrayEquals(new Object[] {"b", "a", "b"}, list.toArray());
      assertArrayEquals(new String[] {"b", "a", "b"}, list.toArray(new String[0]));
      assertArrayEquals(new String[] {"b", "a", "b"}, list.toArray(String[]::new));
      assertEquals(Set.of("a", "b"), list.stream().collect(Collectors.toSet()));
      assertNotEquals(List.of("b"), list);
    });
  }

  @ParameterizedTest
  @EnumSource
  void can_be_changed_everywhere(Where where) throws Exception {
    SharedList<Integer> list = manager.list();
    where.run(() -> {
      assertTrue(list.add(5));
      list.add(0, 3);
      assertTrue(list.addAll(List.of(8, 9)));
      assertTrue(list.addAll(1, List.of(4)));
      assertFalse(list.addAll(List.of()));
      assertEquals(List.of(3, 4, 5, 8, 9), list);
      assertEquals(3, list.set(0, 2));
      assertEquals(4, list.remove(1));
      assertTrue(list.remove((Integer) 9));
      assertFalse(list.remove((Integer) 9));
      assertEquals(List.of(2, 5, 8), list);
      list.replaceAll(n -> -n);
      list.sort(null);
      assertEquals(List.of(-8, -5, -2), list);
      list.sort((a, b) -> Integer.compare(b, a));
      assertEquals(List.of(-2, -5, -8), list);
      assertTrue(list.removeIf(n -> n < -6));
      assertFalse(list.removeIf(n -> n < -6));
      assertEquals(-4, list.update(1, n -> n + 1));
      assertTrue(list.addIfAbsent(7));
      assertFalse(list.addIfAbsent(7));
      assertEquals(List.of(-2, -4, 7), list);
      assertTrue(list.retainAll(List.of(7, -2)));
      assertTrue(list.removeAll(List.of(-2)));
      assertTrue(list.add(null));
      assertTrue(list.contains(null));
      assertEquals(Arrays.asList(7, null), list);
      list.subList(0, 1).clear();
      assertEquals(Collections.singletonList(null), list);
      list.clear();
      assertTrue(list.isEmpty());
    });
    assertEquals(0, list.size());
  }

  @ParameterizedTest
  @EnumSource
  void says_what_is_wrong_as_any_list(Where where) throws Exception {
    SharedList<String> list = manager.list(List.of("a"));
    where.run(() -> {
      var e = assertThrows(IndexOutOfBoundsException.class, () -> list.get(1));
      assertEquals("Index 1 out of bounds for length 1", e.getMessage());
      assertThrows(IndexOutOfBoundsException.class, () -> list.set(-1, ""));
      assertThrows(IndexOutOfBoundsException.class, () -> list.add(2, ""));
      assertThrows(IndexOutOfBoundsException.class, () -> list.remove(1));
      assertThrows(NullPointerException.class, () -> list.removeIf((Manager.Asking<String>) null));
      Iterator<String> all = list.iterator();
      assertEquals("a", all.next());
      assertThrows(UnsupportedOperationException.class, all::remove);
      assertThrows(NoSuchElementException.class, all::next);
    });
    assertEquals(List.of("a"), list);
  }

  @ParameterizedTest
  @EnumSource
  void is_iterated_as_it_was_when_that_began(Where where) throws Exception {
    SharedList<Integer> list = manager.list(List.of(1, 2, 3));
    SharedMap<Integer, Integer> map = manager.map(Map.of(1, 1));
    where.run(() -> {
      for (int n : list) {
        list.add(n + 10);
      }
      list.forEach(n -> list.add(0));
      assertEquals(12, list.size());
      for (var entry : map.entrySet()) {
        map.put(entry.getKey() + 1, 1);
      }
      assertEquals(Set.of(1, 2), map.keySet());
    });
  }

  // ---- maps ------------------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource
  void maps_keys_to_values(Where where) throws Exception {
    SharedMap<String, Integer> map = manager.map();
    where.run(() -> {
      assertTrue(map.isEmpty());
      assertNull(map.put("a", 1));
      assertEquals(1, map.put("a", 2));
      assertNull(map.putIfAbsent("b", 3));
      assertEquals(3, map.putIfAbsent("b", 4));
      assertEquals(Map.of("a", 2, "b", 3), map);
      assertEquals(map, new HashMap<>(map));
      assertEquals(Map.of("a", 2, "b", 3).hashCode(), map.hashCode());
      assertEquals("{a=2, b=3}", map.toString());
      assertEquals(2, map.get("a"));
      assertNull(map.get("c"));
      assertEquals(9, map.getOrDefault("c", 9));
      assertTrue(map.containsKey("b"));
      assertTrue(map.containsValue(3));
      assertFalse(map.containsValue(4));
      assertFalse(map.replace("a", 1, 5));
      assertTrue(map.replace("a", 2, 5));
      assertEquals(5, map.replace("a", 6));
      assertNull(map.replace("c", 6));
      assertFalse(map.remove("a", 5));
      assertTrue(map.remove("a", 6));
      assertEquals(3, map.remove("b"));
      assertNull(map.remove("b"));
      map.putAll(Map.of("x", 1, "y", 2, "z", 3));
      assertEquals(3, map.size());
      map.clear();
      assertEquals(Map.of(), map);
    });
  }

  @ParameterizedTest
  @EnumSource
  void computes_in_one_step(Where where) throws Exception {
    SharedMap<String, Integer> map = manager.map();
    where.run(() -> {
      assertEquals(1, map.merge("a", 1, Integer::sum));
      assertEquals(3, map.merge("a", 2, Integer::sum));
      assertNull(map.merge("a", 2, (_, _) -> null));
      assertFalse(map.containsKey("a"));
      assertEquals(4, map.computeIfAbsent("four", String::length));
      assertEquals(4, map.computeIfAbsent("four", _ -> 9));
      assertEquals(8, map.compute("four", (_, n) -> n == null ? 0 : 2 * n));
      assertEquals(0, map.compute("none", (_, n) -> n == null ? 0 : 2 * n));
      assertNull(map.computeIfPresent("nothing", (_, n) -> n + 1));
      assertNull(map.computeIfPresent("none", (_, _) -> null));
      map.replaceAll((key, n) -> key.length() + n);
      assertEquals(Map.of("four", 12), map);
      assertThrows(NullPointerException.class, () -> map.replaceAll((_, _) -> null));
      assertThrows(ArithmeticException.class, () -> map.compute("four", (_, n) -> n / (n - 12)));
      assertEquals(12, map.get("four"));
    });
  }

  @ParameterizedTest
  @EnumSource
  void refuses_nulls_in_maps(Where where) throws Exception {
    SharedMap<String, Integer> map = manager.map();
    where.run(() -> {
      assertThrows(NullPointerException.class, () -> map.put(null, 1));
      assertThrows(NullPointerException.class, () -> map.put("a", null));
      assertThrows(NullPointerException.class, () -> map.get(null));
      assertThrows(NullPointerException.class, () -> map.putIfAbsent("a", null));
      assertThrows(NullPointerException.class, () -> map.merge("a", null, Integer::sum));
      assertThrows(NullPointerException.class, () -> map.containsValue(null));
      assertFalse(map.remove("a", null));
      var withNull = new HashMap<String, Integer>();
      withNull.put("a", null);
      assertThrows(NullPointerException.class, () -> map.putAll(withNull));
      assertTrue(map.isEmpty());
    });
  }

  @ParameterizedTest
  @EnumSource
  void has_views_that_write_through(Where where) throws Exception {
    SharedMap<String, Integer> map = manager.map();
    where.run(() -> {
      map.putAll(Map.of("a", 1, "b", 2, "c", 3, "d", 4, "e", 5));
      assertTrue(map.keySet().remove("a"));
      assertFalse(map.keySet().remove("a"));
      assertTrue(map.values().remove(2));
      assertTrue(map.entrySet().remove(new SimpleEntry<>("c", 3)));
      assertFalse(map.entrySet().remove(new SimpleEntry<>("d", 3)));
      assertTrue(map.entrySet().contains(new SimpleEntry<>("d", 4)));
      for (var entry : map.entrySet()) {
        assertEquals(entry.getKey().equals("d") ? 4 : 5, entry.setValue(10));
      }
      assertEquals(Map.of("d", 10, "e", 10), map);
      Iterator<String> keys = map.keySet().iterator();
      assertThrows(IllegalStateException.class, keys::remove);
      String first = keys.next();
      keys.remove();
      assertFalse(map.containsKey(first));
      assertEquals(1, map.keySet().size());
      assertTrue(map.keySet().removeAll(List.of("d", "e", "f")));
      assertTrue(map.values().isEmpty());
      map.put("x", 1);
      map.keySet().retainAll(List.of("y"));
      assertTrue(map.isEmpty());
      assertThrows(UnsupportedOperationException.class, () -> map.keySet().add("q"));
    });
  }

  // ---- sets ------------------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource
  void has_each_element_once_in_a_set(Where where) throws Exception {
    SharedSet<String> set = manager.set(List.of("x"));
    where.run(() -> {
      assertFalse(set.add("x"));
      assertTrue(set.add("y"));
      assertTrue(set.addAll(List.of("y", "z")));
      assertFalse(set.addAll(List.of("y", "z")));
      assertEquals(Set.of("x", "y", "z"), set);
      assertEquals(set, new HashSet<>(set));
      assertEquals(Set.of("x", "y", "z").hashCode(), set.hashCode());
      assertEquals("[x, y, z]", set.toString());
      assertEquals(List.of("x", "y", "z"), new ArrayList<>(set));
      assertTrue(set.contains("z"));
      assertTrue(set.containsAll(List.of("x", "z")));
      assertTrue(set.remove("z"));
      assertFalse(set.remove("z"));
      assertTrue(set.removeIf(each -> each.equals("y")));
      Iterator<String> all = set.iterator();
      String _ = all.next();
      all.remove();
      assertTrue(set.isEmpty());
      assertTrue(set.addAll(List.of("p", "q", "r")));
      assertTrue(set.retainAll(List.of("q", "r")));
      assertTrue(set.removeAll(List.of("r", "s")));
      assertEquals(1, set.stream().count());
      set.clear();
    });
    assertEquals(0, set.size());
  }

  // ---- sizes -----------------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource
  void takes_values_of_any_size_and_type(Where where) throws Exception {
    SharedList<Object> list = manager.list();
    SharedMap<Integer, String> map = manager.map();
    where.run(() -> {
      String half = "\ud83d";
      var large = new double[1 << 20];
      large[77] = 7;
      List<Object> values =
          List.of(1, 2L, 3.5, 4f, 'c', (byte) 5, "x".repeat(200_000), "é€😀", half, List.of("n"));
      for (Object each : values) {
        list.add(each);
      }
      list.add(large);
      assertEquals(values, list.subList(0, values.size()));
      assertArrayEquals(large, (double[]) list.getLast());
      assertEquals(7, ((double[]) list.snapshot().getLast())[77]);
      list.clear();
      boolean _ = list.addAll(IntStream.range(0, 200_000).boxed().toList());
      assertEquals(199_999, list.getLast());
      assertEquals(200_000, list.toArray().length);
      list.clear();
      map.putAll(IntStream.range(0, 50_000).boxed().collect(Collectors.toMap(n -> n, n -> "" + n)));
      assertEquals("49999", map.snapshot().get(49_999));
    });
  }
}
