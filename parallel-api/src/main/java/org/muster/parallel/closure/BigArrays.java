package org.muster.parallel.closure;

import org.jspecify.annotations.Nullable;

/// Takes big arrays out of graphs: they travel on their own, once for all graphs that hold them.
public interface BigArrays {

  /// Every array stays in its graph.
  BigArrays NONE = _ -> null;

  /// What to write for a primitive array.
  ///
  /// One graph may be written several times until it is complete, so an array that is asked for
  /// again gets the same answer.
  ///
  /// @return null to write the array itself
  @Nullable ArrayRef refer(Object array);
}
