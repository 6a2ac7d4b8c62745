package org.muster.parallel;

import java.io.Serializable;
import java.util.random.RandomGenerator;

/// A [Task] that needs random numbers. Each item has a generator of its own, made of the seed of
/// the call and the item's place.
@FunctionalInterface
public interface RandomTask<T, R> extends Serializable {

  /// As [Task#apply].
  ///
  /// @param random of this item alone: it gives the same numbers for the same seed and place,
  ///   however many workers there are and however the items are cut into chunks
  R apply(T item, RandomGenerator random) throws Exception;
}
