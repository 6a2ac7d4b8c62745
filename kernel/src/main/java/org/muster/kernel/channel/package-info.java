/// The five channels of a kernel on one [SocketLoop][org.muster.parallel.transport.SocketLoop], the
/// threads that answer what arrives on them, and the text that cells print.
///
/// Knows how messages travel, and nothing about what a cell is written in.
@NullMarked
package org.muster.kernel.channel;

import org.jspecify.annotations.NullMarked;
