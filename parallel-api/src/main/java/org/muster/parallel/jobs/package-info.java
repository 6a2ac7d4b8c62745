/// The pool itself, wherever its tasks run: cuts jobs into chunks, hands them to a
/// [org.muster.parallel.spi.Backend], keeps order, windows and turns, collects results. All of that
/// is decided by one [Scheduler] per pool on its backend's event loop; callers talk to it through
/// mailboxes.
@NullMarked
package org.muster.parallel.jobs;

import org.jspecify.annotations.NullMarked;
