package org.muster.kernel.display;

import org.dflib.jjava.jupyter.kernel.display.Renderer;

/// How values look that nobody registered anything for.
final class DefaultRendering {

  private DefaultRendering() {}

  static void registerAll(Renderer renderer) {}
}
