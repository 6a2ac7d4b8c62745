package org.muster.kernel.eval;

import org.jspecify.annotations.Nullable;
import org.muster.kernel.message.ErrorContent;

/// How a cell ended.
public sealed interface CellResult {

  /// Every snippet ran; the value is that of the last one if it is an expression, else null.
  record Value(@Nullable Object value) implements CellResult {}

  /// A snippet failed, and those after it did not run.
  ///
  /// @param thrown what it threw; null if it did not get that far
  record Failed(ErrorContent error, @Nullable Throwable thrown) implements CellResult {}
}
