/// `muster run`: a notebook from its first cell to its last, with its outputs on the terminal and
/// in the executed copy.
@NullMarked
package org.muster.install.run;

import org.jspecify.annotations.NullMarked;
