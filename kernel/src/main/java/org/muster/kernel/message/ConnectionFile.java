package org.muster.kernel.message;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;

/// Where a front end and its kernel meet, as the front end wrote it down.
///
/// @param transport `tcp`, the only one that Muster speaks
/// @param ip the address to listen on
/// @param key signs every message; empty for no signatures
/// @param signatureScheme `hmac-sha256`, or another `hmac-…` that the JDK knows
public record ConnectionFile(
    String transport,
    String ip,
    int shellPort,
    int controlPort,
    int iopubPort,
    int stdinPort,
    int heartbeatPort,
    String key,
    String signatureScheme) {

  /// A connection on the loopback interface with a fresh random key.
  public static ConnectionFile onLoopback(
      int shellPort, int controlPort, int iopubPort, int stdinPort, int heartbeatPort) {
    return new ConnectionFile(
        "tcp",
        "127.0.0.1",
        shellPort,
        controlPort,
        iopubPort,
        stdinPort,
        heartbeatPort,
        UUID.randomUUID().toString(),
        "hmac-sha256");
  }

  /// A connection on the loopback interface, with a fresh random key, on ports that nobody has at
  /// this moment, and that the system gives to nobody: another program has to ask for one of them
  /// by its number to take it before the kernel does.
  ///
  /// @throws IOException if there are not enough of them
  public static ConnectionFile onFreePorts() throws IOException {
    List<Integer> ports = LoopbackPorts.free(5);
    return onLoopback(ports.get(0), ports.get(1), ports.get(2), ports.get(3), ports.get(4));
  }

  /// Reads a connection file.
  ///
  /// @throws ConnectionFileException if it is missing, unreadable, not JSON, lacks a field or asks
  ///   for a transport other than `tcp`; the message names the file and what is wrong with it
  public static ConnectionFile read(Path file) throws ConnectionFileException {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new ConnectionFileException(file, "there is no such file", e);
    } catch (IOException e) {
      throw new ConnectionFileException(file, "it cannot be read (" + e + ")", e);
    }
    try {
      if (!(JsonParser.parseString(text) instanceof JsonObject json)) {
        throw new ConnectionFileException(file, "it does not hold a JSON object", null);
      }
      var connection =
          new ConnectionFile(
              string(file, json, "transport", "tcp"),
              string(file, json, "ip", "127.0.0.1"),
              port(file, json, "shell_port"),
              port(file, json, "control_port"),
              port(file, json, "iopub_port"),
              port(file, json, "stdin_port"),
              port(file, json, "hb_port"),
              string(file, json, "key", ""),
              string(file, json, "signature_scheme", "hmac-sha256"));
      if (!connection.transport.equals("tcp")) {
        throw new ConnectionFileException(
            file,
            "it asks for the transport \"%s\"; Muster speaks only \"tcp\""
                .formatted(connection.transport),
            null);
      }
      if (json.has("curve_publickey")) {
        throw new ConnectionFileException(
            file,
            "it asks for encrypted channels (curve_publickey), which Muster does not speak; turn"
                + " the front end's transport encryption off",
            null);
      }
      return connection;
    } catch (JsonParseException e) {
      throw new ConnectionFileException(file, "it is not JSON", e);
    }
  }

  /// Writes the file for a kernel to read; only the owner may read it, because of the key.
  public void write(Path file) throws IOException {
    var json = new JsonObject();
    json.addProperty("transport", transport);
    json.addProperty("ip", ip);
    json.addProperty("shell_port", shellPort);
    json.addProperty("control_port", controlPort);
    json.addProperty("iopub_port", iopubPort);
    json.addProperty("stdin_port", stdinPort);
    json.addProperty("hb_port", heartbeatPort);
    json.addProperty("key", key);
    json.addProperty("signature_scheme", signatureScheme);
    if (Files.notExists(file)) {
      if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      } else {
        Files.createFile(file);
      }
    }
    Files.writeString(file, json.toString());
  }

  /// The ZeroMQ address of a port.
  public String address(int port) {
    return "tcp://" + ip + ":" + port; // no format: its digits are a locale's, which takes 8 ms
  }

  private static String string(Path file, JsonObject json, String name, String otherwise)
      throws ConnectionFileException {
    JsonElement value = json.get(name);
    if (value == null || value.isJsonNull()) {
      return otherwise;
    }
    if (!value.isJsonPrimitive()) {
      throw new ConnectionFileException(file, "its \"%s\" is not a text".formatted(name), null);
    }
    return value.getAsString();
  }

  private static int port(Path file, JsonObject json, String name) throws ConnectionFileException {
    JsonElement value = json.get(name);
    if (value == null) {
      throw new ConnectionFileException(file, "it has no \"%s\"".formatted(name), null);
    }
    int port;
    try {
      port = value.getAsInt();
    } catch (UnsupportedOperationException | IllegalStateException | NumberFormatException e) {
      port = -1;
    }
    if (port < 1 || port > 65_535) {
      throw new ConnectionFileException(
          file, "its \"%s\" is %s, which is no port".formatted(name, value), null);
    }
    return port;
  }
}
