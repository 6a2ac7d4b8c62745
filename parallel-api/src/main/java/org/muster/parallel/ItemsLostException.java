package org.muster.parallel;

/// Processes have ended that had taken items from a [SharedQueue] and had not called
/// [SharedQueue#taskDone] for them. All others are done.
public final class ItemsLostException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final long items;

  /// @param items how many
  public ItemsLostException(String message, long items) {
    super(message);
    this.items = items;
  }

  /// How many were lost.
  public long items() {
    return items;
  }
}
