package org.muster.parallel.jobs;

import java.util.Iterator;
import java.util.List;
import java.util.RandomAccess;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Items in an order in which the first few stand for all: spread evenly, however many are taken.
///
/// Where later items take longer than earlier ones, as numbers do that grow, the first ones would
/// tell of a quicker task. The order is that of the reversed bits of 0, 1, 2 and so on (van der
/// Corput 1935). What cannot be reached at will is taken from its beginning.
final class Sample {

  /// @param index among all items
  record Item(long index, @Nullable Object value) {}

  private Sample() {}

  static Iterator<Item> of(Iterable<?> items) {
    return items instanceof List<?> list && list instanceof RandomAccess
        ? spread(list)
        : fromTheBeginning(items.iterator());
  }

  private static Iterator<Item> spread(List<?> list) {
    int size = list.size();
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(0, size - 1));
    return IntStream.iterate(0, i -> i >= 0 && i < 1L << bits, i -> i + 1)
        .map(i -> bits == 0 ? 0 : Integer.reverse(i) >>> (Integer.SIZE - bits))
        .filter(index -> index < size)
        .mapToObj(index -> new Item(index, list.get(index)))
        .iterator();
  }

  private static Iterator<Item> fromTheBeginning(Iterator<?> input) {
    return new Iterator<>() {
      private long next;

      @Override
      public boolean hasNext() {
        return input.hasNext();
      }

      @Override
      public Item next() {
        return new Item(next++, input.next());
      }
    };
  }
}
