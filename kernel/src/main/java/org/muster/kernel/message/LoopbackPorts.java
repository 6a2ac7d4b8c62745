package org.muster.kernel.message;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// Finds ports of the loopback interface for a kernel.
///
/// A port that the system hands out (`new ServerSocket(0)`) may be handed out once more between the
/// moment when it is given back here and the moment when the kernel, a new process, listens on it.
/// These are below those that Linux (from 32,768), macOS and Windows (from 49,152) hand out.
final class LoopbackPorts {

  private static final int FIRST = 10_000;
  private static final int BEHIND_LAST = 32_768;
  private static final int ATTEMPTS = 1_000;

  private LoopbackPorts() {}

  /// Different ports that are free now.
  ///
  /// @throws IOException if so many are not found
  static List<Integer> free(int count) throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int attempt = 0; held.size() < count; attempt++) {
        if (attempt == ATTEMPTS) {
          throw new IOException(
              "no %d free ports between %d and %d".formatted(count, FIRST, BEHIND_LAST));
        }
        hold(ThreadLocalRandom.current().nextInt(FIRST, BEHIND_LAST), held);
      }
      return held.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
  }

  private static void hold(int port, List<ServerSocket> held) {
    try {
      held.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
    } catch (IOException e) {
      // Somebody has it.
    }
  }
}
