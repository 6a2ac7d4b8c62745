package org.muster.kernel.client;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.muster.kernel.message.ConnectionFile;

/// A kernel in a process of its own, with a front end connected to it.
public final class KernelProcess implements AutoCloseable {

  /// For anything that a healthy machine does in much less time.
  public static final Duration PATIENCE = Duration.ofSeconds(60);

  /// As whoever starts an installed kernel has them; the build chooses what takes little time.
  private static final String OPTIONS =
      System.getenv().getOrDefault("MUSTER_JVM_OPTS", "-XX:+UseSerialGC");

  private final Process process;
  private final Path folder;
  private final ConnectionFile connection;
  private final FrontEnd frontEnd;

  private KernelProcess(Process process, Path folder, ConnectionFile connection) {
    this.process = process;
    this.folder = folder;
    this.connection = connection;
    frontEnd = new FrontEnd(connection);
  }

  /// Starts a kernel and waits until it answers.
  public static KernelProcess start() {
    return start(Map.of());
  }

  /// Starts a kernel with more in its environment.
  public static KernelProcess start(Map<String, String> environment) {
    return start(environment, freeConnection());
  }

  /// Starts a kernel whose connection has no key.
  public static KernelProcess startUnsigned() {
    ConnectionFile signed = freeConnection();
    return start(
        Map.of(),
        new ConnectionFile(
            signed.transport(),
            signed.ip(),
            signed.shellPort(),
            signed.controlPort(),
            signed.iopubPort(),
            signed.stdinPort(),
            signed.heartbeatPort(),
            "",
            signed.signatureScheme()));
  }

  private static KernelProcess start(Map<String, String> environment, ConnectionFile connection) {
    try {
      Path folder = Files.createTempDirectory("muster-kernel-test");
      Path file = folder.resolve("connection.json");
      connection.write(file);
      var kernel =
          new KernelProcess(launch(environment, folder, file.toString()), folder, connection);
      kernel.frontEnd.awaitKernel();
      return kernel;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Starts the kernel's program with these arguments; its standard error goes to `stderr.txt` in
  /// the folder.
  public static Process launch(Map<String, String> environment, Path folder, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of(OPTIONS.strip().split("\\s+")));
    command.addAll(List.of("-jar", programIn(folder).toString()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command);
    builder.environment().put("MUSTER_HISTORY", "off"); // the tests are not what the user typed
    builder.environment().put("MUSTER_WARM_UP", "off"); // the processors are for the tests
    builder.environment().putAll(environment);
    return builder
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(folder.resolve("stderr.txt").toFile())
        .start();
  }

  /// The kernel's jar is not there yet when its tests run. This one stands in for it: it has the
  /// same manifest and this JVM's class path.
  private static Path programIn(Path folder) throws IOException {
    Path jar = folder.resolve("kernel.jar");
    if (Files.exists(jar)) {
      return jar;
    }
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> Path.of(entry).toUri().toString())
            .collect(Collectors.joining(" "));
    var manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(Attributes.Name.MAIN_CLASS, "org.muster.kernel.Main");
    attributes.put(Attributes.Name.CLASS_PATH, classPath);
    attributes.putValue("Launcher-Agent-Class", "org.muster.kernel.eval.RedefinitionAgent");
    attributes.putValue("Can-Redefine-Classes", "true");
    attributes.putValue(
        "Add-Opens",
        "java.base/java.lang java.base/java.util.concurrent jdk.jshell/jdk.jshell jdk.compiler/com.sun.tools.javac.api"
            + " jdk.compiler/com.sun.tools.javac.code jdk.compiler/com.sun.tools.javac.util");
    attributes.putValue(
        "Add-Exports", "jdk.jshell/jdk.jshell.execution.impl java.base/jdk.internal.vm");
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    return jar;
  }

  /// A connection on ports that nobody uses.
  public static ConnectionFile freeConnection() {
    try {
      return ConnectionFile.onFreePorts();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Connects another front end.
  public FrontEnd connect() {
    var another = new FrontEnd(connection);
    another.awaitKernel();
    return another;
  }

  /// Connects a front end that leaves the stdin channel alone.
  public FrontEnd connectWithoutStdin() {
    var deaf = new FrontEnd(connection, false);
    deaf.awaitKernel();
    return deaf;
  }

  public FrontEnd frontEnd() {
    return frontEnd;
  }

  public ConnectionFile connection() {
    return connection;
  }

  public Process process() {
    return process;
  }

  /// What the kernel wrote to its real standard error so far.
  public String standardError() throws IOException {
    return Files.readString(folder.resolve("stderr.txt"));
  }

  /// Waits for the process to end.
  ///
  /// @return its exit code
  public int awaitExit() throws InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("the kernel did not end");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    frontEnd.close();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
