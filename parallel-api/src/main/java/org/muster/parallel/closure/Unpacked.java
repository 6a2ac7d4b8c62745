package org.muster.parallel.closure;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A task or items in a worker.
///
/// @param root what was packed
/// @param bindings the notebook variables that travelled with it, in the order to apply them
public record Unpacked(@Nullable Object root, List<Binding> bindings) {

  /// Gives the notebook variables the values that they have for this task.
  ///
  /// A worker unpacks the items of a chunk first and binds the task's variables then: a variable
  /// that came with both must be the one that the task shares objects with.
  public void bind() {
    bindings.forEach(Binding::apply);
  }
}
