/// Memory that processes share: how it is made and found, what a shared object has in it, and its
/// cleanup. [SharedBlock] is what every shared object is made of. Knows nobody.
@NullMarked
package org.muster.parallel.memory;

import org.jspecify.annotations.NullMarked;
