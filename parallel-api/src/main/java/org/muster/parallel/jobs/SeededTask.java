package org.muster.parallel.jobs;

import java.io.Serializable;
import java.util.AbstractList;
import java.util.List;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.RandomTask;
import org.muster.parallel.Task;

/// A task with a stream of random numbers for each item that depends on the seed and the item's
/// place alone, neither on workers nor on chunks.
record SeededTask(RandomTask<?, ?> task, long seed) implements Task<SeededTask.Placed, Object> {

  private static final String ALGORITHM = "L64X128MixRandom";

  /// The golden ratio, as in SplitMix64: seeds of neighbours differ in many bits.
  private static final long GAMMA = 0x9e3779b97f4a7c15L;

  /// An item with its place; reads like the item.
  record Placed(long place, @Nullable Object item) implements Serializable {
    @Override
    public String toString() {
      return String.valueOf(item);
    }
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // the pool's method says what fits together
  public Object apply(Placed placed) throws Exception {
    var random = RandomGeneratorFactory.of(ALGORITHM).create(seed + GAMMA * (placed.place + 1));
    return ((RandomTask<Object, Object>) task).apply(placed.item, random);
  }

  /// The items with their places, made when they are read.
  static List<Placed> place(List<?> items) {
    return new AbstractList<>() {
      @Override
      public Placed get(int index) {
        return new Placed(index, items.get(index));
      }

      @Override
      public int size() {
        return items.size();
      }
    };
  }
}
