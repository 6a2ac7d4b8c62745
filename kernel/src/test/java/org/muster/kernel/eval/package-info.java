/// Tests of one package of the kernel.
@NullMarked
package org.muster.kernel.eval;

import org.jspecify.annotations.NullMarked;
