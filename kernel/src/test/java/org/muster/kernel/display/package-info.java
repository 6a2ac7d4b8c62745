/// Tests of one package of the kernel.
@NullMarked
package org.muster.kernel.display;

import org.jspecify.annotations.NullMarked;
