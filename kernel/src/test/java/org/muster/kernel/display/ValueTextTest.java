package org.muster.kernel.display;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A value's text")
@Timeout(60)
class ValueTextTest {

  private record Node(String name, List<Object> children) {}

  private record Named(String name, List<Integer> numbers) {
    @Override
    public String toString() {
      return "Named " + name;
    }
  }

  private static final class Failing {
    @Override
    public String toString() {
      throw new IllegalStateException("no text");
    }
  }

  @Test
  void is_what_the_jdk_says_of_small_values() {
    for (Object value :
        List.of(
            1,
            "text",
            Arrays.asList(1, null),
            new LinkedHashMap<>(Map.of("a", List.of())),
            Optional.of(List.of(2)),
            Optional.empty(),
            Map.entry("k", 1),
            new Node("n", List.of(1)))) {
      assertEquals(value.toString(), ValueText.of(value));
    }
    assertEquals("null", ValueText.of(null));
    assertEquals("[[1, 2], [3]]", ValueText.of(new int[][] {{1, 2}, {3}}));
  }

  @Test
  void is_its_own_if_somebody_wrote_a_toString() {
    List<Integer> many = IntStream.range(0, 10_000).boxed().toList();
    assertEquals("Named n", ValueText.of(new Named("n", many)));
    var list =
        new ArrayList<>(many) {
          private static final long serialVersionUID = 1;

          @Override
          public String toString() {
            return "ten thousand";
          }
        };
    assertEquals("ten thousand", ValueText.of(list));
  }

  @Test
  void is_short_however_much_is_in_the_value() {
    List<Integer> many = IntStream.range(0, 10_000).boxed().toList();
    String text = ValueText.of(new Node("n", List.of(many)));
    assertTrue(text.endsWith("99, … 9,900 more]]]"), text);
    assertTrue(ValueText.of(Collections.nCopies(Integer.MAX_VALUE, "x")).length() < 1_000);
    String line = ValueText.of(Collections.nCopies(90, "x".repeat(5_000)));
    assertTrue(line.length() < ValueText.LONGEST + 100, "" + line.length());
    assertEquals("xxx…", ValueText.of("xxxxxx", 3));
    assertTrue(ValueText.of("x".repeat(200_000)).endsWith("x… 100,000 more characters"));
  }

  @Test
  void is_cut_between_characters() {
    assertEquals("ab…", ValueText.of("ab😀cd", 3));
  }

  @Test
  void ends_although_the_value_does_not() {
    var endless =
        new AbstractCollection<Integer>() {
          @Override
          public Iterator<Integer> iterator() {
            return Stream.iterate(0, i -> i + 1).iterator();
          }

          @Override
          public int size() {
            return Integer.MAX_VALUE;
          }
        };
    assertTrue(ValueText.of(endless).startsWith("[0, 1, 2, "));
    assertTrue(Tables.of(endless).orElseThrow().head().size() < 100);
  }

  @Test
  void ends_although_the_value_contains_itself() {
    List<Object> self = new ArrayList<>();
    self.add(self);
    self.add(1);
    assertEquals("[(itself), 1]", ValueText.of(self));
    List<Object> children = new ArrayList<>();
    var node = new Node("n", children);
    children.add(node);
    assertEquals("Node[name=n, children=[(itself)]]", ValueText.of(node));
    Object deep = "end";
    for (int i = 0; i < 100_000; i++) {
      deep = List.of(deep);
    }
    assertTrue(ValueText.of(deep).contains("[…]"));
  }

  @Test
  void says_that_a_toString_fails() {
    assertTrue(
        ValueText.of(List.of(1, new Failing()))
            .matches(
                "\\[1, Failing@[0-9a-f]+ \\(its toString\\(\\) throws"
                    + " java\\.lang\\.IllegalStateException: no text\\)]"));
  }

  @Test
  void is_that_of_null_where_a_toString_returns_it() {
    var silent =
        new Object() {
          @Override
          @SuppressWarnings({"NullAway", "ToStringReturnsNull"}) // as users' code may
          public String toString() {
            return null;
          }
        };
    assertEquals("[1, null]", ValueText.of(List.of(1, silent)));
  }

  @Test
  void leaves_what_can_be_read_only_once_unread() {
    Stream<Integer> stream = Stream.of(1, 2);
    assertEquals("Stream, not read: it can be read only once", ValueText.of(stream));
    assertEquals(2, stream.count());
    Iterable<Integer> endless = () -> Stream.iterate(0, i -> i + 1).iterator();
    assertTrue(Tables.of(endless).isEmpty());
  }
}
