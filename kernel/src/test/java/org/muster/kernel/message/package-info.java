/// Tests of one package of the kernel.
@NullMarked
package org.muster.kernel.message;

import org.jspecify.annotations.NullMarked;
