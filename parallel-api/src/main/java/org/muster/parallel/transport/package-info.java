/// The ZeroMQ sockets. The only package that knows JeroMQ: everything else sends and receives lists
/// of frames through a [SocketLoop][org.muster.parallel.transport.SocketLoop].
@NullMarked
package org.muster.parallel.transport;

import org.jspecify.annotations.NullMarked;
