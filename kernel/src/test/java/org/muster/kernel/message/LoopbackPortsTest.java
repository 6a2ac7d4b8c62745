package org.muster.kernel.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Ports for a kernel")
class LoopbackPortsTest {

  @Test
  void are_different_and_can_be_listened_on() throws IOException {
    List<Integer> ports = LoopbackPorts.free(20);
    assertEquals(20, new HashSet<>(ports).size());
    for (int port : ports) {
      new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
    }
  }

  @Test
  void were_taken_by_programs_that_wanted_just_any() throws IOException {
    List<Integer> ports = LoopbackPorts.free(20);
    try (var any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertTrue(
          ports.stream().allMatch(port -> port < 32_768 && 32_768 <= any.getLocalPort()),
          () -> "%s, and the system hands out %d".formatted(ports, any.getLocalPort()));
    }
  }
}
