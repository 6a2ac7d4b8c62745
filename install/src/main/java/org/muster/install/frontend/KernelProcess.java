package org.muster.install.frontend;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.muster.install.WriteFailure;
import org.muster.install.jdk.Jdk;
import org.muster.kernel.message.ConnectionFile;

/// A kernel that this program started, with its connection file.
///
/// **Lifecycle.** The kernel watches the process id in `JPY_PARENT_PID`, this program's, and ends
/// when that is gone: also after a `kill -9` here no process stays behind.
///
/// **Threads.** All methods may be called from any thread.
public final class KernelProcess {

  private static final int LAST_LINES = 20;

  private final Process process;
  private final ConnectionFile connection;
  private final Path connectionFile;
  private final Deque<String> lastLines = new ArrayDeque<>();
  private final List<Thread> readers;

  private KernelProcess(Process process, ConnectionFile connection, Path connectionFile) {
    this.process = process;
    this.connection = connection;
    this.connectionFile = connectionFile;
    this.readers =
        List.of(
            reader("kernel-stdout", process.getInputStream()),
            reader("kernel-stderr", process.getErrorStream()));
  }

  /// Starts a kernel. It is not ready yet: [KernelClient#awaitReady] waits for that.
  ///
  /// @param directory its working directory
  /// @throws IOException if the process cannot be started
  public static KernelProcess start(Jdk jdk, Path directory) throws IOException {
    ConnectionFile connection = ConnectionFile.onFreePorts();
    Path file = write(connection);
    try {
      var builder =
          new ProcessBuilder(KernelCommand.direct(jdk, System.getenv(), file))
              .directory(directory.toFile());
      builder.environment().put("JPY_PARENT_PID", String.valueOf(ProcessHandle.current().pid()));
      // What a person typed is worth remembering; a notebook that is run from top to bottom is not.
      builder.environment().put("MUSTER_HISTORY", "off");
      // Its cells follow each other, and have the processors for themselves.
      builder.environment().putIfAbsent("MUSTER_WARM_UP", "off");
      return new KernelProcess(builder.start(), connection, file);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  /// Readable by the owner alone, as createTempFile makes it: it holds the key.
  private static Path write(ConnectionFile connection) throws IOException {
    Path file = null;
    try {
      file = Files.createTempFile("muster-", ".json");
      connection.write(file);
      return file;
    } catch (IOException e) {
      if (file != null) {
        Files.deleteIfExists(file);
      }
      throw new IOException(
          "cannot write a kernel's connection file to %s: %s. Make room there."
              .formatted(System.getProperty("java.io.tmpdir"), WriteFailure.of(e).reason()),
          e);
    }
  }

  public long pid() {
    return process.pid();
  }

  ConnectionFile connection() {
    return connection;
  }

  /// To be called when the kernel has answered: it has read the file then, and nobody else is meant
  /// to.
  void deleteConnectionFile() {
    try {
      Files.deleteIfExists(connectionFile);
    } catch (IOException e) {
      // In the temporary folder, readable by its owner alone, for a kernel that ends with us.
    }
  }

  CompletableFuture<Process> onExit() {
    return process.onExit();
  }

  /// How the process ended, with what it wrote last.
  KernelDiedException death() {
    String lastWords = lastWords();
    return KernelDiedException.exited(process.exitValue(), lastWords);
  }

  /// Ends it because it does not work.
  ///
  /// @param because as in "did not answer"
  KernelDiedException killBecauseIt(String because) {
    kill();
    return KernelDiedException.killed(because, lastWords());
  }

  private String lastWords() {
    for (Thread reader : readers) {
      try {
        reader.join(Duration.ofMillis(500)); // longer only if a child holds the pipe open
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    synchronized (lastLines) {
      return String.join("\n", lastLines);
    }
  }

  /// Waits for the end.
  ///
  /// @return false if it did not come within the time
  boolean awaitExit(Duration limit) throws InterruptedException {
    return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Ends the kernel and all its children, now.
  public void kill() {
    List<ProcessHandle> family = new ArrayList<>();
    try (Stream<ProcessHandle> children = process.descendants()) {
      children.forEach(family::add);
    }
    family.addFirst(process.toHandle());
    family.forEach(ProcessHandle::destroyForcibly);
    deleteConnectionFile();
    try {
      CompletableFuture.allOf(
              family.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
          .get(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // Killed all the same; the system is only slow to say so.
    }
  }

  private Thread reader(String name, InputStream stream) {
    return Thread.ofVirtual()
        .name(name)
        .start(() -> {
          try (var lines =
              new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
              remember(line);
            }
          } catch (IOException e) {
            // The process is gone.
          }
        });
  }

  private void remember(String line) {
    synchronized (lastLines) {
      lastLines.addLast(line);
      if (lastLines.size() > LAST_LINES) {
        lastLines.removeFirst();
      }
    }
  }
}
