package org.muster.parallel.wire;

import org.muster.parallel.transport.SocketLoop;

/// Breaks the order of the packages, for [org.muster.architecture.RulesCanFailTest].
interface WireThatKnowsTransport {
  SocketLoop loop();
}
