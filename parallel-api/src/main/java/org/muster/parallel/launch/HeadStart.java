package org.muster.parallel.launch;

import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Worker processes that are started while their pool is still being made.
///
/// A worker's JVM needs some 50 ms until it asks where to connect, and a program that opens its
/// first pool some 200 ms until it knows that. Both can happen at the same time.
///
/// **Threads.** May be used from any thread.
final class HeadStart {

  /// A pool launches its workers as soon as it is there. What nobody has taken by now is not
  /// needed.
  private static final long SECONDS_TO_WAIT = 20;

  private final List<String> classPath;
  private final List<String> jvmOptions;
  private final Queue<CompletableFuture<Process>> waiting = new ConcurrentLinkedQueue<>();

  /// Starts processes in the background.
  ///
  /// @param classPath what they get
  /// @param jvmOptions what they get
  HeadStart(int workers, List<String> classPath, List<String> jvmOptions, Callable<Process> start) {
    this.classPath = List.copyOf(classPath);
    this.jvmOptions = List.copyOf(jvmOptions);
    for (int i = 0; i < workers; i++) {
      waiting.add(new CompletableFuture<>());
    }
    List<CompletableFuture<Process>> all = List.copyOf(waiting);
    Thread.ofPlatform()
        .daemon(true)
        .name("muster-launch-ahead")
        .start(() -> {
          all.forEach(process -> complete(process, start));
          CompletableFuture.delayedExecutor(SECONDS_TO_WAIT, TimeUnit.SECONDS).execute(this::end);
        });
  }

  private static void complete(CompletableFuture<Process> process, Callable<Process> start) {
    try {
      process.complete(start.call());
    } catch (Exception e) {
      process.completeExceptionally(e);
    }
  }

  /// One of the processes, or null if there is none left, or none that has just these.
  ///
  /// @throws IOException if it could not be started
  @Nullable Process take(List<String> itsClassPath, List<String> itsJvmOptions) throws IOException {
    if (!classPath.equals(itsClassPath) || !jvmOptions.equals(itsJvmOptions)) {
      end();
      return null;
    }
    CompletableFuture<Process> next = waiting.poll();
    try {
      return next == null ? null : next.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    }
  }

  /// Ends the processes that nobody has taken.
  void end() {
    for (var next = waiting.poll(); next != null; next = waiting.poll()) {
      var _ = next.thenAccept(Process::destroyForcibly);
    }
  }
}
