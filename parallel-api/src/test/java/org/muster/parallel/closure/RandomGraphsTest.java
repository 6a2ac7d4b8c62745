package org.muster.parallel.closure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.example.library.Shapes.Circle;
import com.example.library.Shapes.Pair;
import java.io.Serializable;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.muster.parallel.TaskNotSerializableException;

@DisplayName("Any graph of objects")
class RandomGraphsTest extends TwoJvms {

  private static final int GRAPHS = 300;

  record Leaf(int n, String s) implements Serializable {}

  record Branch(@Nullable Object left, @Nullable Object right) implements Serializable {}

  static final class Knot implements Serializable {
    private static final long serialVersionUID = 1;
    @Nullable Object any;
    @Nullable Knot next;
  }

  @Test
  void is_refused_here_or_arrives_with_the_same_shape_and_sharing() {
    long seed = System.nanoTime();
    List<Object> graphs = new ArrayList<>();
    List<Long> seeds = new ArrayList<>();
    int refused = 0;
    for (; graphs.size() < GRAPHS; seed++) {
      Object graph = new Object[] {new Maker(seed).make(0)};
      try {
        Packer.packItems(new Object[] {graph});
        graphs.add(graph);
        seeds.add(seed);
      } catch (TaskNotSerializableException e) {
        assertTrue(String.valueOf(e.getMessage()).contains("leads back to itself"), "seed " + seed);
        refused++;
      }
    }
    List<@Nullable Object> back = there("Work<Object, Object>", "x -> x", graphs.toArray());
    for (int i = 0; i < GRAPHS; i++) {
      assertEquals(
          new Shape().of(graphs.get(i)), new Shape().of(back.get(i)), "seed " + seeds.get(i));
    }
    assertTrue(refused < GRAPHS, refused + " refused");
  }

  /// Makes a graph from a seed.
  private static final class Maker {
    private final Random random;
    private final List<Object> made = new ArrayList<>();
    private final List<Knot> knots = new ArrayList<>();

    Maker(long seed) {
      random = new Random(seed);
    }

    @Nullable Object make(int depth) {
      int kind = random.nextInt(depth > 5 ? 12 : 26);
      Object value =
          switch (kind) {
            case 0 -> random.nextInt();
            case 1 -> random.nextDouble();
            case 2 -> "s" + random.nextInt(100);
            case 3 -> new Leaf(random.nextInt(), "leaf");
            case 4 -> DayOfWeek.of(1 + random.nextInt(7));
            case 5 -> LocalDate.ofEpochDay(random.nextInt(100_000));
            case 6 -> new BigDecimal("1." + random.nextInt(1000));
            case 7 -> new int[random.nextInt(4)];
            case 8 -> new double[random.nextInt(3)][random.nextInt(3)];
            case 9 -> made.isEmpty() ? "none" : made.get(random.nextInt(made.size()));
            case 10 -> knots.isEmpty() ? 'c' : knots.get(random.nextInt(knots.size()));
            case 11 -> OptionalInt.of(3);
            case 12 -> list(depth);
            case 13 -> new ArrayDeque<>(List.of(1, 2, new Leaf(1, "a")));
            case 14 -> Collections.unmodifiableList(list(depth));
            case 15 -> nonNull(depth);
            case 16 -> map(depth);
            case 17 -> map(depth).values();
            case 18 -> list(depth).subList(0, 1);
            case 19 -> Optional.ofNullable(make(depth + 1));
            case 20 -> new Branch(make(depth + 1), make(depth + 1));
            case 21 -> list(depth).toArray();
            case 22 -> new Circle(1, make(depth + 1));
            case 23 -> new Pair(1, Objects.requireNonNullElse(make(depth + 1), "null"));
            case 24 -> new IllegalStateException("thrown", new RuntimeException("cause"));
            default -> knot(depth);
          };
      boolean complete = !(value instanceof Knot);
      if (complete) {
        made.add(value);
      }
      return value;
    }

    private List<@Nullable Object> list(int depth) {
      List<@Nullable Object> list = new ArrayList<>();
      int size = 1 + random.nextInt(3);
      for (int i = 0; i < size; i++) {
        list.add(random.nextInt(8) == 0 ? null : make(depth + 1));
      }
      return list;
    }

    private List<Object> nonNull(int depth) {
      return list(depth).stream().map(each -> Objects.requireNonNullElse(each, 0)).toList();
    }

    private Map<Object, @Nullable Object> map(int depth) {
      Map<Object, @Nullable Object> map =
          random.nextBoolean() ? new LinkedHashMap<>() : new HashMap<>();
      for (@Nullable Object each : list(depth)) {
        map.put("k" + random.nextInt(100), each);
      }
      return map;
    }

    private Knot knot(int depth) {
      Knot knot = new Knot();
      knots.add(knot);
      knot.next = random.nextBoolean() ? knot : knots.get(random.nextInt(knots.size()));
      knot.any = list(depth);
      return knot;
    }
  }

  /// An object as text, with the number of an object in place of one that was there before.
  private static final class Shape {
    private final IdentityHashMap<Object, Integer> numbers = new IdentityHashMap<>();

    String of(@Nullable Object object) {
      if (object == null
          || object instanceof Number
          || object instanceof String
          || object instanceof Character
          || object instanceof LocalDate
          || object instanceof Enum<?>) {
        return String.valueOf(object);
      }
      Integer known = numbers.putIfAbsent(object, numbers.size());
      if (known != null) {
        return "#" + known;
      }
      return switch (object) {
        case Branch(Object left, Object right) -> "branch(" + of(left) + "," + of(right) + ")";
        case Knot knot -> "knot(" + of(knot.any) + "," + of(knot.next) + ")";
        case Circle circle -> "circle(" + circle.area() + "," + of(circle.note) + ")";
        case Pair(Object a, Object b) -> "pair(" + of(a) + "," + of(b) + ")";
        case Optional<?> optional -> "optional(" + of(optional.orElse(null)) + ")";
        case Throwable thrown -> thrown.getClass() + thrown.getMessage() + of(thrown.getCause());
        case Map<?, ?> map -> {
          StringBuilder text = new StringBuilder("map(");
          map.forEach((key, value) -> text.append(key).append('=').append(of(value)).append(','));
          yield text.append(')').toString();
        }
        case Collection<?> all -> "collection" + all.stream().map(this::of).toList();
        default ->
            object.getClass().isArray()
                ? object.getClass() + elements(object).stream().map(this::of).toList().toString()
                : object.toString();
      };
    }

    private static List<@Nullable Object> elements(Object array) {
      @Nullable Object[] all = new Object[Array.getLength(array)];
      Arrays.setAll(all, i -> Array.get(array, i));
      return Arrays.asList(all);
    }
  }
}
