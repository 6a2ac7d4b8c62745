package org.muster.parallel.local;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.spi.Cargo;
import org.muster.parallel.spi.PreparedTask;

/// A task that stays in this JVM: nothing is copied, and what moves is the objects themselves.
///
/// @param contextLoader the caller's, for the threads that run it
record LocalTask(Object task, @Nullable ClassLoader contextLoader) implements PreparedTask {

  /// Items or results.
  record Values(@Nullable Object[] values) implements Cargo {}

  /// What a task threw.
  record Thrown(Throwable thrown) implements Cargo {}

  @Override
  public Cargo load(List<? extends @Nullable Object> items) {
    return new Values(items.toArray());
  }

  @Override
  public @Nullable Object[] unload(Cargo results) {
    return ((Values) results).values();
  }

  @Override
  public Throwable thrown(Cargo failure) {
    return ((Thrown) failure).thrown();
  }
}
