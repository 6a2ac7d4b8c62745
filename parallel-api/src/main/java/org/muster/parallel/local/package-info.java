/// Backends inside this JVM: platform threads and virtual threads. They copy nothing.
@NullMarked
package org.muster.parallel.local;

import org.jspecify.annotations.NullMarked;
