package org.muster.parallel;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/// Helpers that make items for pools; every notebook imports them statically.
public final class Items {

  private Items() {}

  /// The numbers `0, 1, …, to - 1`, as a list without storage.
  public static Range<Integer> range(int to) {
    return Range.ofInts(0, to, 1);
  }

  /// The numbers `from, from + 1, …, to - 1`, as a list without storage.
  public static Range<Integer> range(int from, int to) {
    return Range.ofInts(from, to, 1);
  }

  /// The numbers `from, from + step, …` before `to`, as a list without storage. A negative step
  /// counts down.
  ///
  /// @throws IllegalArgumentException if the step is 0
  public static Range<Integer> range(int from, int to, int step) {
    return Range.ofInts(from, to, step);
  }

  /// As [#range(int)], with [Long]s.
  ///
  /// @throws IllegalArgumentException if there are more numbers than a list can hold
  public static Range<Long> range(long to) {
    return Range.ofLongs(0, to, 1);
  }

  /// As [#range(int, int)], with [Long]s.
  ///
  /// @throws IllegalArgumentException if there are more numbers than a list can hold
  public static Range<Long> range(long from, long to) {
    return Range.ofLongs(from, to, 1);
  }

  /// As [#range(int, int, int)], with [Long]s.
  ///
  /// @throws IllegalArgumentException if the step is 0 or there are more numbers than a list can
  ///   hold
  public static Range<Long> range(long from, long to, long step) {
    return Range.ofLongs(from, to, step);
  }

  /// The arguments of one call of a [Task2].
  public static <A, B> Args2<A, B> args(A first, B second) {
    return new Args2<>(first, second);
  }

  /// The arguments of one call of a [Task3].
  public static <A, B, C> Args3<A, B, C> args(A first, B second, C third) {
    return new Args3<>(first, second, third);
  }

  /// The arguments of one call of a [Task4].
  public static <A, B, C, D> Args4<A, B, C, D> args(A first, B second, C third, D fourth) {
    return new Args4<>(first, second, third, fourth);
  }

  /// The two collections pair by pair, as long as both have elements: Python's `zip`.
  public static <A, B> List<Args2<A, B>> zip(
      Iterable<? extends A> first, Iterable<? extends B> second) {
    List<Args2<A, B>> pairs = new ArrayList<>();
    Iterator<? extends A> as = first.iterator();
    Iterator<? extends B> bs = second.iterator();
    while (as.hasNext() && bs.hasNext()) {
      pairs.add(new Args2<>(as.next(), bs.next()));
    }
    return pairs;
  }
}
