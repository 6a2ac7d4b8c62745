/// What a kernel or a backend implements to join the parallel API.
@NullMarked
package org.muster.parallel.spi;

import org.jspecify.annotations.NullMarked;
