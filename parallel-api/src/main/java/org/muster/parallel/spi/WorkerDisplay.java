package org.muster.parallel.spi;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Something that a task displayed in a worker.
///
/// @param worker the worker's number in its pool, from 0
/// @param pid of the worker's process
/// @param printer who displayed it, as in [WorkerOutput]
/// @param content reads it, which may run code of its classes; throws what reading a result does
public record WorkerDisplay(int worker, long pid, String printer, Supplier<Content> content) {

  /// What the task asked for.
  ///
  /// @param value a copy of what the task had
  /// @param types the MIME types to show it in; empty for what suits the value
  /// @param id names it in what is shown
  /// @param replaces whether it takes the place of what is shown under that id
  public record Content(@Nullable Object value, List<String> types, String id, boolean replaces) {
    public Content {
      types = List.copyOf(types);
    }
  }
}
