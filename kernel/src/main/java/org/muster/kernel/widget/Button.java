package org.muster.kernel.widget;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Something to click on.
///
/// ```java
/// display(Button.of("Roll").onClick(() -> System.out.println(new Random().nextInt(1, 7))));
/// ```
public final class Button extends Widget {

  private final List<Runnable> handlers = new CopyOnWriteArrayList<>();

  private Button(String description) {
    super(new Protocol.Names("Button"));
    begin("description", description);
    begin("disabled", false);
  }

  /// A button that is not shown yet.
  ///
  /// @param description what is written on it
  public static Button of(String description) {
    return new Button(description);
  }

  /// What to do at each click; added to the handlers before.
  ///
  /// @return this
  public Button onClick(Runnable handler) {
    handlers.add(handler);
    return this;
  }

  /// Whether it can be clicked on, which it can at first.
  public void enabled(boolean enabled) {
    var _ = set("disabled", !enabled);
  }

  @Override
  void happened(String event) {
    if (event.equals("click")) {
      handlers.forEach(Runnable::run);
    }
  }
}
