/// What a build makes of the programs for people who do not build.
@NullMarked
package org.muster.install.release;

import org.jspecify.annotations.NullMarked;
