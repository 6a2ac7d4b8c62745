package org.muster.parallel;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.muster.parallel.spi.WorkerLauncher;

/// Starts processes that never connect.
final class SilentLauncher implements WorkerLauncher {

  private final List<Process> processes = new CopyOnWriteArrayList<>();

  @Override
  public LaunchedWorker launch(WorkerLaunch launch, Consumer<String> output) throws IOException {
    Process process = new ProcessBuilder("sleep", "600").start();
    processes.add(process);
    return new LaunchedWorker() {
      @Override
      public long pid() {
        return process.pid();
      }

      @Override
      public CompletableFuture<Integer> onExit() {
        return process.onExit().thenApply(Process::exitValue);
      }

      @Override
      public void kill() {
        process.destroyForcibly();
      }
    };
  }

  int launched() {
    return processes.size();
  }

  boolean anyAlive() {
    return processes.stream().anyMatch(Process::isAlive);
  }
}
