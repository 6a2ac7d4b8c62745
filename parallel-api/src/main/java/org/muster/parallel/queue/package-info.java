/// Queues of values in shared memory: what a `SharedQueue` and a `Pipe` are made of.
///
/// Start at [RecordQueue], which knows only bytes; [ItemCodec] makes them of values and back. Knows
/// no pool.
@NullMarked
package org.muster.parallel.queue;

import org.jspecify.annotations.NullMarked;
