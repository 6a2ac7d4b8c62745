/// The program that makes the AOT cache of worker JVMs: a small pool at work, recorded.
///
/// Started by name, in a process of its own, by whoever starts workers.
@NullMarked
package org.muster.parallel.training;

import org.jspecify.annotations.NullMarked;
