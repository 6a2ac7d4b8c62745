/// Memory that two processes share: its layout by offsets, its creation and its cleanup. Knows
/// nobody.
@NullMarked
package org.muster.parallel.memory;

import org.jspecify.annotations.NullMarked;
