/// Ends a thread that runs code which nobody can ask to stop: of the JDK, or of a library.
///
/// Start at [ThreadStop][org.muster.parallel.stop.ThreadStop]. Code of cells and tasks asks by
/// itself whether it is to end, and ends sooner; this is for the rest.
///
/// This package knows no cells and no tasks.
@NullMarked
package org.muster.parallel.stop;

import org.jspecify.annotations.NullMarked;
