package org.muster.parallel.closure;

/// Has the elements of arrays that [BigArrays] took out of a graph.
public interface ArraySource {

  /// Of a graph that may not refer to any.
  ArraySource NONE =
      ref -> {
        throw new IllegalArgumentException("%s is not for this graph".formatted(ref));
      };

  /// A new array: no two graphs share one.
  ///
  /// @throws IllegalArgumentException if the elements are not there, or are not what they should be
  Object array(ArrayRef ref);
}
