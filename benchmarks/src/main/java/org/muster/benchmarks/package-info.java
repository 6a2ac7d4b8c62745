/// Muster and its peers side by side: the same work by each in turn, in the same run.
///
/// [org.muster.benchmarks.Main] is the program. A [org.muster.benchmarks.Race] is something that
/// every [org.muster.benchmarks.Peer] can do; peers are programs of their own that speak one line
/// protocol, so that a new one is one more script. Knows the parallel API as any user does.
@NullMarked
package org.muster.benchmarks;

import org.jspecify.annotations.NullMarked;
