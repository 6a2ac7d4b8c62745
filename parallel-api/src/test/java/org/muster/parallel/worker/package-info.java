/// A worker's process, spoken to as its pool does.
@NullMarked
package org.muster.parallel.worker;

import org.jspecify.annotations.NullMarked;
