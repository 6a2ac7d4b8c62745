package org.muster.parallel;

import java.io.Serializable;
import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.function.LongFunction;

/// The numbers from `first` in steps of `step`, as an unmodifiable list without storage: Python's
/// `range`. Made by [Items].
///
/// @param <N> [Integer] or [Long]
public final class Range<N extends Number> extends AbstractList<N>
    implements RandomAccess, Serializable {

  private static final long serialVersionUID = 1;

  private final long first;
  private final long step;
  private final int size;
  private final boolean isLong;

  private Range(long first, long step, int size, boolean isLong) {
    this.first = first;
    this.step = step;
    this.size = size;
    this.isLong = isLong;
  }

  static Range<Integer> ofInts(int from, int to, int step) {
    return new Range<>(from, step, sizeOf(from, to, step), false);
  }

  static Range<Long> ofLongs(long from, long to, long step) {
    return new Range<>(from, step, sizeOf(from, to, step), true);
  }

  /// A part of a range that was taken apart into its numbers: for codecs.
  ///
  /// @param isLong whether the elements are [Long]s or [Integer]s
  /// @throws IllegalArgumentException if the numbers make no range
  public static Range<?> ofParts(long first, long step, int size, boolean isLong) {
    if (size < 0 || step == 0) {
      throw new IllegalArgumentException("no range: size %d, step %d".formatted(size, step));
    }
    return new Range<>(first, step, size, isLong);
  }

  private static int sizeOf(long from, long to, long step) {
    if (step == 0) {
      throw new IllegalArgumentException("the step of a range must not be 0");
    }
    if (step > 0 ? from >= to : from <= to) {
      return 0;
    }
    // In unsigned arithmetic the distance always fits; so does the absolute value of the step.
    long distance = step > 0 ? to - from : from - to;
    long stride = step > 0 ? step : -step;
    long size = Long.divideUnsigned(distance - 1, stride) + 1;
    if (Long.compareUnsigned(size, Integer.MAX_VALUE) > 0) {
      throw new IllegalArgumentException(
          "range(%d, %d, %d) has %s numbers; a list holds at most %d"
              .formatted(from, to, step, Long.toUnsignedString(size), Integer.MAX_VALUE));
    }
    return (int) size;
  }

  @Override
  @SuppressWarnings("unchecked") // N is what isLong says: the factories see to it
  public N get(int index) {
    Objects.checkIndex(index, size);
    return (N) valueAt(index);
  }

  private Number valueAt(int index) {
    long value = first + index * step;
    LongFunction<Number> box = isLong ? v -> v : v -> (int) v;
    return box.apply(value);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public List<N> subList(int from, int to) {
    Objects.checkFromToIndex(from, to, size);
    return new Range<>(first + from * step, step, to - from, isLong);
  }

  /// The first number, if there is any.
  public long first() {
    return first;
  }

  /// The distance between two numbers.
  public long step() {
    return step;
  }

  /// Whether the elements are [Long]s; otherwise they are [Integer]s.
  public boolean isLong() {
    return isLong;
  }
}
