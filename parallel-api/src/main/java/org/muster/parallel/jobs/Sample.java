package org.muster.parallel.jobs;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.function.IntFunction;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.Range;
import org.muster.parallel.TaskFailedException;

/// Items that stand for all: spread over all of them, however many are taken.
///
/// Where later items take longer than earlier ones, as numbers do that grow, the first ones would
/// tell of a quicker task; and every second number would be an even one. So a step leads from each
/// to the next that is the golden part of the whole (Weyl 1916) and has no divisor in common with
/// it. What cannot be reached at will is taken from its beginning.
final class Sample {

  /// So many numbers of a range are taken side by side: they travel as a range.
  private static final int MANY = 1_000;

  private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

  /// @param index among all items
  record Item(long index, @Nullable Object value) {}

  private Sample() {}

  /// One after the other, as long as there is time.
  static Iterator<Item> of(Iterable<?> items) {
    return isList(items) ? new Spread((List<?>) items) : new FromTheBeginning(items.iterator());
  }

  /// Several at once.
  ///
  /// @param index of each among all items
  record Part(List<?> items, IntToLongFunction index) {

    /// The failure of one of these, as one of all items.
    TaskFailedException named(TaskFailedException e) {
      long real = index.applyAsLong((int) e.itemIndex());
      return new TaskFailedException(
          String.valueOf(e.getMessage()).replaceFirst("^item \\d+", "item " + real),
          Objects.requireNonNull(e.getCause()),
          real,
          e.argument(),
          e.worker(),
          Map.of(),
          new FailureOrigin(e.getCause(), e.attempt().orElse(null)));
    }
  }

  /// So many at once. All there are come in their own order.
  ///
  /// @param tried what came first, one after the other; where nothing else can be reached it is
  ///   taken again and again
  static Part of(Iterable<?> items, List<? extends @Nullable Object> tried, int count) {
    if (!isList(items)) {
      int there = tried.size();
      return part(count, i -> tried.get(i % there), i -> i % there);
    }
    var list = (List<?>) items;
    boolean isRange = list instanceof Range<?>;
    if (count == list.size()) {
      return new Part(isRange ? list : Arrays.asList(list.toArray()), i -> i);
    }
    if (count >= MANY && isRange) {
      int from = (list.size() - count) / 2;
      return new Part(list.subList(from, from + count), i -> from + i);
    }
    var spread = new Spread(list);
    IntToLongFunction index = spread::index;
    return part(count, i -> list.get((int) index.applyAsLong(i)), index);
  }

  private static Part part(int count, IntFunction<@Nullable Object> item, IntToLongFunction index) {
    return new Part(Arrays.asList(IntStream.range(0, count).mapToObj(item).toArray()), index);
  }

  private static boolean isList(Iterable<?> items) {
    return items instanceof List<?> && items instanceof RandomAccess;
  }

  private static final class Spread implements Iterator<Item> {
    private final List<?> list;
    private final int size;
    private final long step;
    private int taken;

    Spread(List<?> list) {
      this.list = list;
      this.size = list.size();
      this.step = step(size);
    }

    private static long step(int size) {
      int step = Math.max(1, (int) (size * GOLDEN));
      while (greatestCommonDivisor(size, step) > 1) {
        step++;
      }
      return step;
    }

    private static int greatestCommonDivisor(int a, int b) {
      return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }

    /// The first one is in the middle: it may be the only one.
    long index(int i) {
      return (size / 2 + i * step) % size;
    }

    @Override
    public boolean hasNext() {
      return taken < size;
    }

    @Override
    public Item next() {
      if (!hasNext()) {
        throw new NoSuchElementException("all %d were taken".formatted(size));
      }
      long index = index(taken++);
      return new Item(index, list.get((int) index));
    }
  }

  private static final class FromTheBeginning implements Iterator<Item> {
    private final Iterator<?> input;
    private long next;

    FromTheBeginning(Iterator<?> input) {
      this.input = input;
    }

    @Override
    public boolean hasNext() {
      return input.hasNext();
    }

    @Override
    public Item next() {
      return new Item(next++, input.next());
    }
  }
}
