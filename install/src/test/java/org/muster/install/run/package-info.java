/// Notebooks executed by a real kernel.
@NullMarked
package org.muster.install.run;

import org.jspecify.annotations.NullMarked;
