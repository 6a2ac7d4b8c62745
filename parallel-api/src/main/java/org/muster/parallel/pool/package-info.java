/// Cuts jobs into chunks, assigns them to workers, collects results and replaces workers. All of
/// that is decided by one [Scheduler] per pool on the thread that owns the sockets; callers talk to
/// it through mailboxes.
@NullMarked
package org.muster.parallel.pool;

import org.jspecify.annotations.NullMarked;
