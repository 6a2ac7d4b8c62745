package org.muster.kernel.display;

import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.kernel.display.common.Image;
import org.dflib.jjava.jupyter.kernel.display.common.Text;
import org.dflib.jjava.jupyter.kernel.display.common.Url;
import org.jspecify.annotations.Nullable;

/// Renders values with what is registered in its [Renderer], else as [DefaultRendering] does.
public final class Display {

  private final Renderer renderer = new Renderer();

  public Display() {
    Image.registerAll(renderer);
    Url.registerAll(renderer);
    Text.registerAll(renderer);
    DefaultRendering.registerAll(renderer);
  }

  /// Where libraries register how their types look.
  public Renderer renderer() {
    return renderer;
  }

  /// The value as a MIME bundle; always with `text/plain`.
  public Bundle render(@Nullable Object value) {
    return Bundle.of(value == null ? new DisplayData("null") : renderer.render(value));
  }
}
