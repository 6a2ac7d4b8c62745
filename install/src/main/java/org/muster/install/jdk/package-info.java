/// Java installations, as their `release` files describe them.
@NullMarked
package org.muster.install.jdk;

import org.jspecify.annotations.NullMarked;
