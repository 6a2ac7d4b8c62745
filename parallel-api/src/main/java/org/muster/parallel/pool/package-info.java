/// The backend of worker JVMs: starts and replaces workers, sends them code and chunks once, hears
/// what they say. [Pools] puts a pool together from this or another backend.
@NullMarked
package org.muster.parallel.pool;

import org.jspecify.annotations.NullMarked;
