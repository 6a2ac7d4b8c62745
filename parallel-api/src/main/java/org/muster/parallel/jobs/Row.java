package org.muster.parallel.jobs;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The items of a job that are all there, and the place for their results. Belongs to one thread at
/// a time.
///
/// The values of a primitive array travel as slices of it: a chunk of such a row holds one object.
final class Row {

  private final int size;
  private final @Nullable List<? extends @Nullable Object> items;
  private final @Nullable Object array;
  private final Object results;
  private final BitSet arrived = new BitSet();
  private int itemsEach = 1;
  private int callersItems;

  private Row(
      int size,
      @Nullable List<? extends @Nullable Object> items,
      @Nullable Object array,
      Class<?> resultType) {
    this.size = size;
    this.callersItems = size;
    this.items = items;
    this.array = array;
    this.results = Array.newInstance(resultType, size);
  }

  /// Objects with any results.
  static Row of(List<? extends @Nullable Object> items) {
    return of(items, Object.class);
  }

  /// Objects with results of one primitive type.
  static Row of(List<? extends @Nullable Object> items, Class<?> resultType) {
    return new Row(items.size(), items, null, resultType);
  }

  /// The values of a primitive array, which the task gets in slices.
  static Row ofArray(Object array, Class<?> resultType) {
    int size = Array.getLength(array);
    return new Row(size, null, copy(array, 0, size), resultType); // the items as they are now
  }

  /// Blocks of this many items of the caller's; the last may have fewer.
  static Row ofBlocks(List<Object[]> blocks, int itemsEach) {
    Row row = of(blocks);
    row.itemsEach = itemsEach;
    row.callersItems = blocks.stream().mapToInt(block -> block.length).sum();
    return row;
  }

  /// How many items of the caller's each of these is.
  int itemsEach() {
    return itemsEach;
  }

  /// How many items the caller gave.
  int callersItems() {
    return callersItems;
  }

  int size() {
    return size;
  }

  /// What travels for the items `[from, to)`.
  List<? extends @Nullable Object> load(int from, int to) {
    if (items != null) {
      return items.subList(from, to);
    }
    Object source = array;
    if (source == null) {
      throw new AssertionError("a row has items or an array");
    }
    return List.of(copy(source, from, to));
  }

  /// Not by reflection: the JVM would fill the copy with zeros first.
  private static Object copy(Object array, int from, int to) {
    return switch (array) {
      case int[] ints -> Arrays.copyOfRange(ints, from, to);
      case long[] longs -> Arrays.copyOfRange(longs, from, to);
      case double[] doubles -> Arrays.copyOfRange(doubles, from, to);
      default -> throw new IllegalArgumentException("no row of " + array.getClass());
    };
  }

  /// Takes what came back for `count` items.
  void store(int from, int count, @Nullable Object[] values) {
    if (array != null) {
      System.arraycopy(
          values.length == 0 || values[0] == null ? new Object[0] : values[0],
          0,
          results,
          from,
          count);
    } else {
      unpack(from, values);
    }
    arrived.set(from, from + count);
  }

  private void unpack(int from, @Nullable Object[] values) {
    switch (results) {
      case int[] ints -> {
        for (int i = 0; i < values.length; i++) {
          ints[from + i] = ((Number) values[i]).intValue();
        }
      }
      case long[] longs -> {
        for (int i = 0; i < values.length; i++) {
          longs[from + i] = ((Number) values[i]).longValue();
        }
      }
      case double[] doubles -> {
        for (int i = 0; i < values.length; i++) {
          doubles[from + i] = ((Number) values[i]).doubleValue();
        }
      }
      default -> System.arraycopy(values, 0, results, from, values.length);
    }
  }

  /// An array with a result for each item.
  Object results() {
    return results;
  }

  /// The results so far, by index, those that are null left out.
  Map<Long, Object> completed() {
    Map<Long, Object> map = new HashMap<>();
    for (int i = arrived.nextSetBit(0); i >= 0; i = arrived.nextSetBit(i + 1)) {
      Object result = Array.get(results, i);
      if (result != null) {
        map.put((long) i, result);
      }
    }
    return map;
  }
}
