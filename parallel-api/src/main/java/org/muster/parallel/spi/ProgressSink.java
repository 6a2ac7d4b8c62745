package org.muster.parallel.spi;

import org.jspecify.annotations.Nullable;

/// Shows how far calls of pools are. A pool asks for a place to show a call once that has taken
/// half a second.
///
/// **Threads.** May be used from any thread, but never by a pool's event loop: to show something
/// may take a while.
public interface ProgressSink {

  /// Shows nothing.
  ProgressSink NONE = _ -> null;

  /// A place where one call is shown.
  interface Place {

    /// Shows the call as it is now: at most ten times a second, one thread at a time. The call has
    /// ended if it is not running; then this was the last time.
    void show(Progress now);
  }

  /// Finds a place for another call.
  ///
  /// @param refresh shows the call in this place as it is by then, if it still runs or its end was
  ///   not shown yet; may be called at any time, by any thread
  /// @return null if there is none; the pool asks again if the call goes on
  @Nullable Place open(Runnable refresh);
}
