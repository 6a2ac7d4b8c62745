/// Things in the notebook's page that a cell sets and its reader moves: [IntSlider], [Text],
/// [Button] and [Progress], which any front end with ipywidgets shows.
///
/// ```java
/// import org.muster.kernel.widget.*;
///
/// var n = IntSlider.of(5, 0, 10).withDescription("n");
/// n.onChange(value -> System.out.println(value * value));
/// n
/// ```
///
/// Not imported by itself: `Button` and `Text` are names of other libraries as well.
///
/// @see <a
///   href="https://github.com/jupyter-widgets/ipywidgets/blob/main/packages/schema/messages.md">The
///   widget messaging protocol</a>
@NullMarked
package org.muster.kernel.widget;

import org.jspecify.annotations.NullMarked;
