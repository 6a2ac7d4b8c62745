/// Python's `multiprocessing` for notebook cells: pools of worker JVMs that run lambdas in
/// parallel.
///
/// Start at [Pool]. Everything here may be called from any thread unless a type says otherwise, and
/// every object that holds a worker JVM, a socket or shared memory is an [AutoCloseable].
///
/// This package knows no kernel: it works the same from a plain `main`.
@NullMarked
package org.muster.parallel;

import org.jspecify.annotations.NullMarked;
