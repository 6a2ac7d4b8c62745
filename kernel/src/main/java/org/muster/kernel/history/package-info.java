/// The cells that were run, in this kernel and in those before it: a console asks for them when the
/// arrow key goes up, or for a search.
///
/// Start at [History]. Knows requests for history, and nothing of channels and cells.
@NullMarked
package org.muster.kernel.history;

import org.jspecify.annotations.NullMarked;
