/// The kernel, driven over real sockets.
@NullMarked
package org.muster.kernel;

import org.jspecify.annotations.NullMarked;
