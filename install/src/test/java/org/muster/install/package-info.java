/// What the program promises, tried out with real processes.
@NullMarked
package org.muster.install;

import org.jspecify.annotations.NullMarked;
