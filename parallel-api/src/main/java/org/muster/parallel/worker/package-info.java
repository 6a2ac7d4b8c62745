/// The program inside a worker JVM: it connects to its pool, loads the code of cells and runs
/// chunks, one at a time.
@NullMarked
package org.muster.parallel.worker;

import org.jspecify.annotations.NullMarked;
