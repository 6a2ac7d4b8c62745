package org.muster.kernel.widget;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// A whole number between two others, set by sliding.
///
/// ```java
/// var n = IntSlider.of(5, 0, 10).withDescription("n");
/// n.onChange(value -> System.out.println("n is " + value));
/// display(n);
/// ```
public final class IntSlider extends Widget {

  private final int min;
  private final int max;
  private final List<IntConsumer> handlers = new CopyOnWriteArrayList<>();

  private IntSlider(int value, int min, int max) {
    super(new Protocol.Names("IntSlider"));
    begin(VALUE, value);
    begin("min", min);
    begin("max", max);
    begin("step", 1);
    begin("description", "");
    this.min = min;
    this.max = max;
    var _ = checked(value);
  }

  /// A slider that is not shown yet.
  ///
  /// @throws IllegalArgumentException unless `min <= value <= max`
  public static IntSlider of(int value, int min, int max) {
    return new IntSlider(value, min, max);
  }

  /// Puts a text beside it.
  ///
  /// @return this
  public IntSlider withDescription(String description) {
    var _ = set("description", description);
    return this;
  }

  /// Lets the reader move it by that much at least.
  ///
  /// @return this
  /// @throws IllegalArgumentException unless it is positive
  public IntSlider withStep(int step) {
    if (step < 1) {
      throw new IllegalArgumentException("a slider cannot move by " + step + "; take 1 or more");
    }
    var _ = set("step", step);
    return this;
  }

  /// What to do when it has moved; added to the handlers before.
  ///
  /// @return this
  public IntSlider onChange(IntConsumer handler) {
    handlers.add(handler);
    return this;
  }

  /// Where it is.
  public int value() {
    return (int) get(VALUE);
  }

  /// Moves it.
  ///
  /// @throws IllegalArgumentException unless `min <= value <= max`
  public void value(int value) {
    setValue(checked(value));
  }

  private int checked(int value) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "a slider from %d to %d cannot be at %d".formatted(min, max, value));
    }
    return value;
  }

  @Override
  @Nullable Object valueOf(@Nullable Object said) {
    // Compared as `double`, which is wider: neither 1e300 nor 2.5 becomes another number.
    return said instanceof Number number
            && number.doubleValue() == number.intValue()
            && number.intValue() >= min
            && number.intValue() <= max
        ? number.intValue()
        : null;
  }

  @Override
  void changed() {
    int value = value();
    handlers.forEach(handler -> handler.accept(value));
  }
}
