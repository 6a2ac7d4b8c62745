package org.muster.kernel.display;

import java.util.Map;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.kernel.display.common.Image;
import org.dflib.jjava.jupyter.kernel.display.common.Text;
import org.dflib.jjava.jupyter.kernel.display.common.Url;
import org.jspecify.annotations.Nullable;

/// Renders values as libraries registered it, else as [DefaultRendering] does.
///
/// **Threads.** May be used from any thread; libraries register from the cells that load them.
public final class Display {

  private final Renderer renderer =
      new Renderer() {
        @Override
        protected DisplayData finalizeDisplayData(DisplayData data, Object value) {
          return DefaultRendering.complete(data, value);
        }
      };

  /// Renders what jjava knows itself: images, URLs, and text that is asked for in a certain type.
  public Display() {
    Image.registerAll(renderer);
    Url.registerAll(renderer);
    Text.registerAll(renderer);
  }

  /// Where libraries register how their types look.
  public Renderer renderer() {
    return renderer;
  }

  /// The value as a MIME bundle; always with `text/plain`.
  ///
  /// @param types MIME types to render as; none for those that suit the value
  public Bundle render(@Nullable Object value, String... types) {
    return Bundle.of(data(value, types));
  }

  /// The same as jjava's type, which cells can add to.
  public DisplayData data(@Nullable Object value, String... types) {
    if (value == null) {
      return new DisplayData("null");
    }
    if (value instanceof DisplayData rendered) {
      return rendered;
    }
    return types.length == 0 ? renderer.render(value) : renderer.renderAs(value, Map.of(), types);
  }
}
