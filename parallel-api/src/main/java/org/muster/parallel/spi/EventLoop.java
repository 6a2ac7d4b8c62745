package org.muster.parallel.spi;

import java.time.Duration;
import java.util.concurrent.Executor;

/// Runs actions one after the other, each seeing what those before it did: what only such actions
/// touch needs no lock. The actions never block.
public interface EventLoop extends Executor {

  /// Runs an action once the delay has passed.
  ///
  /// @return cancels it: it will not run afterwards if called by an action
  Runnable schedule(Duration delay, Runnable action);
}
