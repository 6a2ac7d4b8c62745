/// A cell becomes classes and a value: evaluation by JShell in this JVM, completion, inspection,
/// errors in the cell's own coordinates, and stopping.
///
/// Start at [Evaluator][org.muster.kernel.eval.Evaluator]; a
/// [CellRun][org.muster.kernel.eval.CellRun] is one run of one cell. Knows no sockets and no
/// messages other than what a cell shows.
@NullMarked
package org.muster.kernel.eval;

import org.jspecify.annotations.NullMarked;
