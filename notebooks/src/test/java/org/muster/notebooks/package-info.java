/// Runs the tutorials as a reader would, with the built programs, and checks what they show.
@NullMarked
package org.muster.notebooks;

import org.jspecify.annotations.NullMarked;
