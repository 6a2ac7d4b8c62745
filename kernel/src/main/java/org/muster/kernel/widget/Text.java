package org.muster.kernel.widget;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A line of text to write in.
///
/// ```java
/// var name = Text.of("").withDescription("Name").withPlaceholder("yours");
/// name.onSubmit(text -> System.out.println("Hello, " + text));
/// display(name);
/// ```
public final class Text extends Widget {

  private final List<Consumer<String>> changeHandlers = new CopyOnWriteArrayList<>();
  private final List<Consumer<String>> submitHandlers = new CopyOnWriteArrayList<>();

  private Text(String value) {
    super(new Protocol.Names("Text"));
    begin(VALUE, value);
    begin("placeholder", "");
    begin("description", "");
  }

  /// A text that is not shown yet.
  public static Text of(String value) {
    return new Text(value);
  }

  /// Puts a text beside it.
  ///
  /// @return this
  public Text withDescription(String description) {
    var _ = set("description", description);
    return this;
  }

  /// Says in it what to write, as long as it is empty.
  ///
  /// @return this
  public Text withPlaceholder(String placeholder) {
    var _ = set("placeholder", placeholder);
    return this;
  }

  /// What to do when it has changed, which may be once for every letter; added to the handlers
  /// before.
  ///
  /// @return this
  public Text onChange(Consumer<String> handler) {
    changeHandlers.add(handler);
    return this;
  }

  /// What to do when the reader presses Enter in it; added to the handlers before.
  ///
  /// @return this
  public Text onSubmit(Consumer<String> handler) {
    submitHandlers.add(handler);
    return this;
  }

  /// What is written in it.
  public String value() {
    return (String) get(VALUE);
  }

  /// Writes in it.
  public void value(String value) {
    setValue(value);
  }

  @Override
  @Nullable Object valueOf(@Nullable Object said) {
    return said instanceof String ? said : null;
  }

  @Override
  void changed() {
    String value = value();
    changeHandlers.forEach(handler -> handler.accept(value));
  }

  @Override
  void happened(String event) {
    if (event.equals("submit")) {
      String value = value();
      submitHandlers.forEach(handler -> handler.accept(value));
    }
  }
}
