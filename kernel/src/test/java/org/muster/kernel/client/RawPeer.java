package org.muster.kernel.client;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// A TCP connection to one of a kernel's ports that says whatever it likes: ZeroMQ's handshake, as
/// it is or broken, and frames that no library would send.
public final class RawPeer implements AutoCloseable {

  private static final int MORE = 1;
  private static final int LONG = 2;
  private static final int COMMAND = 4;

  private final Socket socket;
  private final DataOutputStream out;

  private RawPeer(Socket socket) throws IOException {
    this.socket = socket;
    this.out = new DataOutputStream(socket.getOutputStream());
    socket.setSoTimeout((int) KernelProcess.PATIENCE.toMillis());
  }

  /// A connection on which nothing was said yet.
  public static RawPeer connect(int port) throws IOException {
    return new RawPeer(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  /// A connection that ZeroMQ takes for a socket of this type.
  public static RawPeer shakingHands(int port, String socketType) throws IOException {
    RawPeer peer = connect(port);
    peer.send(greeting());
    peer.send(ready(socketType));
    // A frame that comes before the other side has said that it is ready ends the connection.
    var in = new DataInputStream(peer.socket.getInputStream());
    in.readFully(greeting());
    var _ = in.readByte();
    in.readFully(new byte[in.readUnsignedByte()]);
    return peer;
  }

  /// The first 64 bytes of a connection.
  public static byte[] greeting() {
    byte[] greeting = new byte[64];
    greeting[0] = (byte) 0xFF;
    greeting[9] = 0x7F;
    greeting[10] = 3;
    System.arraycopy("NULL".getBytes(StandardCharsets.US_ASCII), 0, greeting, 12, 4);
    return greeting;
  }

  private static byte[] ready(String socketType) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var body = new DataOutputStream(bytes);
    name(body, "READY");
    name(body, "Socket-Type");
    body.writeInt(socketType.length());
    body.writeBytes(socketType);
    var command = new ByteArrayOutputStream();
    command.write(COMMAND);
    command.write(bytes.size());
    command.writeBytes(bytes.toByteArray());
    return command.toByteArray();
  }

  private static void name(DataOutputStream out, String name) throws IOException {
    out.writeByte(name.length());
    out.writeBytes(name);
  }

  /// Says anything. What the kernel no longer wants to hear is lost.
  public void send(byte[] bytes) {
    try {
      out.write(bytes);
      out.flush();
    } catch (IOException e) {
      // The kernel has hung up: its good right.
    }
  }

  /// Sends a frame as ZeroMQ does.
  public void frame(byte[] body, boolean more) {
    announce(body.length, more);
    send(body);
  }

  /// Announces a frame and sends nothing of it.
  public void announce(long bytes, boolean more) {
    var header = new ByteArrayOutputStream();
    try (var to = new DataOutputStream(header)) {
      to.writeByte(LONG | (more ? MORE : 0));
      to.writeLong(bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    send(header.toByteArray());
  }

  /// Waits for the kernel to hang up.
  public void awaitEnd() throws IOException {
    socket.setSoTimeout((int) Duration.ofSeconds(30).toMillis());
    byte[] ignored = new byte[1024];
    try {
      while (socket.getInputStream().read(ignored) >= 0) {
        // What it says of itself.
      }
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      // A reset is an end too.
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
