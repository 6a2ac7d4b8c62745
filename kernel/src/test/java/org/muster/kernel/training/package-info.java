/// Tests of the making of the kernel's cache.
@NullMarked
package org.muster.kernel.training;

import org.jspecify.annotations.NullMarked;
