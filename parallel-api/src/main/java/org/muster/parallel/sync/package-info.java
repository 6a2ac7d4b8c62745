/// How threads of different processes wait for each other in shared memory: locks with their
/// conditions, barriers, permits; who waits, and what makes a waiter leave. Knows no pool.
@NullMarked
package org.muster.parallel.sync;

import org.jspecify.annotations.NullMarked;
