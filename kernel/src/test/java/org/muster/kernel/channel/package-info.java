/// Tests of one package of the kernel.
@NullMarked
package org.muster.kernel.channel;

import org.jspecify.annotations.NullMarked;
