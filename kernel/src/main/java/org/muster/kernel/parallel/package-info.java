/// Joins the two worlds: pools find in here who submits work, where what workers print goes, what
/// an interrupted cell cancels, and which class path workers get.
@NullMarked
package org.muster.kernel.parallel;

import org.jspecify.annotations.NullMarked;
