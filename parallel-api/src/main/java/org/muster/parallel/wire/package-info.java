/// What a pool and its workers say to each other, and the bytes it becomes. Knows no socket, no
/// pool and no worker.
@NullMarked
package org.muster.parallel.wire;

import org.jspecify.annotations.NullMarked;
