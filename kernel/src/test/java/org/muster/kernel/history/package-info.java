/// Tests of one package of the kernel.
@NullMarked
package org.muster.kernel.history;

import org.jspecify.annotations.NullMarked;
