package org.muster.parallel.closure;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A task or items in a worker.
///
/// @param root what was packed
/// @param bindings the notebook variables that travelled with it, in the order to apply them
public record Unpacked(@Nullable Object root, List<Binding> bindings) {

  /// Gives the notebook variables the values that they have for this task.
  public void bind() {
    bindings.forEach(Binding::apply);
  }
}
