/// What is said of evaluating, piece by piece.
@NullMarked
package org.muster.kernel.eval;

import org.jspecify.annotations.NullMarked;
