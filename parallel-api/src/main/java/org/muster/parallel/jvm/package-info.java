/// What Muster has to know of the JVM that it runs in. Knows nobody.
@NullMarked
package org.muster.parallel.jvm;

import org.jspecify.annotations.NullMarked;
