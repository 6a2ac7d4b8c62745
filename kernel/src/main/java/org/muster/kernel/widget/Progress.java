package org.muster.kernel.widget;

/// A bar that says how far something is.
///
/// ```java
/// var bar = Progress.of(files.size()).withDescription("files");
/// display(bar);
/// for (var file : files) {
///   read(file);
///   bar.advance(1);
/// }
/// ```
///
/// Every change is a message to the front ends: of a million steps, show each thousandth. The calls
/// of a pool have a bar of their own, which needs no widgets.
public final class Progress extends Widget {

  private final int max;

  private Progress(int max) {
    super(new Protocol.Names("IntProgressModel", "ProgressModel", "ProgressView"));
    begin(VALUE, 0);
    begin("min", 0);
    begin("max", max);
    begin("description", "");
    this.max = max;
  }

  /// A bar that is not shown yet, at 0.
  ///
  /// @param max where it is full
  /// @throws IllegalArgumentException unless it is positive
  public static Progress of(int max) {
    if (max < 1) {
      throw new IllegalArgumentException("a progress bar to %d has no steps".formatted(max));
    }
    return new Progress(max);
  }

  /// Puts a text beside it.
  ///
  /// @return this
  public Progress withDescription(String description) {
    var _ = set("description", description);
    return this;
  }

  /// How far it is.
  public int value() {
    return (int) get(VALUE);
  }

  /// Moves it; to its nearer end if the value lies beyond, as no loop should end for its bar.
  public void value(int value) {
    setValue(Math.clamp(value, 0, max));
  }

  /// Moves it on.
  public synchronized void advance(int steps) {
    value(Math.clamp((long) value() + steps, 0, max));
  }
}
