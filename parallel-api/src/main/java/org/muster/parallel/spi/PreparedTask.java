package org.muster.parallel.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A task as a [Backend] runs it, with the way in for its items and the way out for its results.
///
/// **Threads.** Used by whoever waits for the job, never on the event loop: this may take long.
public interface PreparedTask {

  /// What the user should know about the task as it is.
  default List<String> warnings() {
    return List.of();
  }

  /// Makes items ready to be moved. They are taken as they are now.
  ///
  /// @throws org.muster.parallel.TaskNotSerializableException if one of them cannot be moved
  Cargo load(List<? extends @Nullable Object> items);

  /// The results that a chunk brought back.
  @Nullable Object[] unload(Cargo results);

  /// The exception that a failed item brought back.
  Throwable thrown(Cargo failure);
}
