package org.muster.parallel.transport;

import java.util.List;

/// One open socket of a [SocketLoop].
///
/// **Threads.** [#address] may be called from anywhere; [#send] and [#close] only on the loop's
/// thread, in other words from a handler or from [SocketLoop#execute].
public interface Endpoint {

  /// The address as bound, with the port that was taken: `tcp://127.0.0.1:40123`.
  String address();

  /// Sends one message; never blocks. What is sent before a connection stands is kept until it
  /// does.
  ///
  /// @param frames the frames in order; the arrays belong to the socket afterwards
  /// @return false if this is a ROUTER and the peer named in the first frame is not connected
  /// @throws IllegalStateException if called on another thread than the loop's
  boolean send(List<byte[]> frames);

  /// Closes the socket. What was sent is still delivered within the loop's linger time. Calling it
  /// again does nothing.
  void close();
}
