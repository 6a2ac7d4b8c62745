/// The jars and folders that a notebook has added: which they are, where patterns find them, and
/// whether two of them are versions of one library.
///
/// Start at [Libraries][org.muster.kernel.library.Libraries]. Knows neither Maven repositories nor
/// class loaders.
@NullMarked
package org.muster.kernel.library;

import org.jspecify.annotations.NullMarked;
