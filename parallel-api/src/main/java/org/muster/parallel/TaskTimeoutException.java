package org.muster.parallel;

import java.time.Duration;

/// A task took longer than the pool allows; it was stopped.
public final class TaskTimeoutException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final long itemIndex;
  private final Duration timeout;

  public TaskTimeoutException(String message, long itemIndex, Duration timeout) {
    super(message);
    this.itemIndex = itemIndex;
    this.timeout = timeout;
  }

  /// The index of the item whose task took too long, from 0.
  public long itemIndex() {
    return itemIndex;
  }

  /// What was allowed.
  public Duration timeout() {
    return timeout;
  }
}
