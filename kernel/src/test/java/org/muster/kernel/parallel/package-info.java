/// Tests of one package of the kernel.
@NullMarked
package org.muster.kernel.parallel;

import org.jspecify.annotations.NullMarked;
