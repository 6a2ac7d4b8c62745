package org.muster.parallel.spi;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A way to get worker processes that connect back to a pool.
public interface WorkerLauncher {

  /// Starts a worker process; does not wait until it has connected.
  ///
  /// @param output gets what the process writes to its standard output and error past Muster, in
  ///   pieces: the JVM's own messages, native code. Called on a thread of the launcher's.
  /// @throws IOException if the process cannot be started
  LaunchedWorker launch(WorkerLaunch launch, Consumer<String> output) throws IOException;

  /// Whether its workers can share memory with this process: they run on this machine, as the same
  /// user, and see the same processes.
  default boolean sharesMemory() {
    return false;
  }

  /// What a worker needs to know.
  ///
  /// @param number its place in the pool
  /// @param progress a file through which the worker shows what it runs, or null if it does not
  /// @param rendezvous to be handed over in private, never on a command line or in the environment
  /// @param classPath absolute paths
  /// @param jvmOptions for the worker's JVM
  record WorkerLaunch(
      int number,
      @Nullable Path progress,
      Rendezvous rendezvous,
      List<String> classPath,
      List<String> jvmOptions) {}

  /// Where to connect and how both sides know each other.
  ///
  /// @param address the pool's
  /// @param identity what the worker calls itself
  /// @param workerToken 256 secret bits that the worker shows the pool
  /// @param poolToken 256 secret bits that the pool shows the worker
  record Rendezvous(String address, byte[] identity, byte[] workerToken, byte[] poolToken) {

    /// Says nothing of the secrets.
    @Override
    public String toString() {
      return "Rendezvous[" + address + "]";
    }
  }

  /// A worker's process.
  interface LaunchedWorker {

    long pid();

    /// Completed with the exit code once the process has ended; 128 + n for signal n.
    CompletableFuture<Integer> onExit();

    /// Completed once all that the process wrote was handed over. May never be, where that is not
    /// known.
    default CompletableFuture<Void> onSilence() {
      return new CompletableFuture<>();
    }

    /// Ends the process at once. Does nothing if it has ended.
    void kill();
  }
}
