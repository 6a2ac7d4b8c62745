package org.muster.parallel;

import java.io.Serializable;
import java.util.random.RandomGenerator;

/// A [Task] that needs random numbers. Each item has a generator of its own, made of the seed of
/// the call and the item's place.
@FunctionalInterface
public interface RandomTask<T, R> extends Serializable {
  R apply(T item, RandomGenerator random) throws Exception;
}
