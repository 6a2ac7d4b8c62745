package org.muster.parallel.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.Task;

/// What people write in cells: records, variables, strings, streams, prints, exceptions.
public final class SampleCell {

  static final List<Class<?>> TYPES =
      List.of(
          SampleCell.class, Flight.class, Delayed.class, Shape.class, Circle.class, Square.class);

  static double factor = 1.5;
  static Map<String, Integer> counts = new TreeMap<>(Map.of("a", 1));
  static @Nullable List<Flight> flights = List.of(new Flight("HAM", 3, 1.5));

  private SampleCell() {}

  record Flight(String from, int number, double delay) {}

  sealed interface Shape {}

  record Circle(double radius) implements Shape {}

  record Square(double side) implements Shape {}

  static final class Delayed extends Exception {
    private static final long serialVersionUID = 1;

    Delayed(String message) {
      super(message);
    }
  }

  static double area(Shape shape) {
    return switch (shape) {
      case Circle(double radius) -> Math.PI * radius * radius;
      case Square(double side) -> side * side;
    };
  }

  /// Tasks of any kind.
  public static List<Task<Integer, ?>> tasks() {
    double captured = 2;
    return List.of(
        x -> x + 1,
        x -> x * captured * factor,
        x -> new Flight("FRA" + x, x, x * factor),
        x -> area(x % 2 == 0 ? new Circle(x) : new Square(x)),
        x -> {
          System.out.println("line " + x);
          System.err.printf("%d %.2f%n", x, factor);
          return true;
        },
        x -> IntStream.range(0, 50).mapToObj(i -> "w" + i % 7).collect(Collectors.joining(" ")),
        x -> IntStream.range(0, 50).boxed().collect(Collectors.groupingBy(i -> i % x)),
        x -> new ArrayList<>(List.of(Optional.of(counts), Optional.ofNullable(flights))),
        x -> new double[] {x, captured},
        x -> {
          throw new Delayed("item " + x);
        });
  }
}
