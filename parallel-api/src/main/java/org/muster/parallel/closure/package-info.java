/// A lambda and what it uses, as bytes; and the way back.
///
/// In a kernel, [CellTransform][org.muster.parallel.closure.CellTransform] changes each class of a
/// cell when it is loaded, so that its lambdas and types can be serialized at all.
/// [Packer][org.muster.parallel.closure.Packer] turns a task into bytes, and names the classes that
/// a worker needs for it. In a worker, [Generations][org.muster.parallel.closure.Generations] finds
/// the class loader for them and [Unpacker][org.muster.parallel.closure.Unpacker] makes the task
/// again.
///
/// This package knows the JDK and the seam to a kernel: no pool, no socket, no message.
@NullMarked
package org.muster.parallel.closure;

import org.jspecify.annotations.NullMarked;
