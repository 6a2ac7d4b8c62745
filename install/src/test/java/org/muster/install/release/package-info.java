/// Specification of what people get who do not build.
@NullMarked
package org.muster.install.release;

import org.jspecify.annotations.NullMarked;
