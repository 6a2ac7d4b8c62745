package org.muster.parallel;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.muster.parallel.pool.SingleProcess;

/// A worker JVM for a single call, as Python's `multiprocessing.Process`.
///
/// ```java
/// var download = WorkerProcess.start("download", () -> fetch(url));
/// ...
/// download.join();
/// ```
///
/// The call and what it uses are taken as they are when it is started, as for a [Pool]. What it
/// returns is dropped; what it prints appears in the cell that started it, marked with its name.
///
/// **Its end.** A process ends with its call, with the cell that waits in [#join] if that is
/// interrupted, and in any case with the JVM that started it, also if that is killed: it is what
/// Python calls a daemon. A process that nobody waits for outlives its cell.
///
/// **Threads.** All methods may be called from any thread. Those that wait throw a
/// [java.util.concurrent.CancellationException] if the calling thread is interrupted; its interrupt
/// flag stays set.
public interface WorkerProcess extends AutoCloseable {

  /// Starts a process; returns before it runs.
  ///
  /// @param name for messages and for what it prints
  /// @throws TaskNotSerializableException if the action uses a value that cannot leave this JVM;
  ///   nothing was started
  static WorkerProcess start(String name, Action action) {
    return SingleProcess.start(name, action);
  }

  /// As [#start(String, Action)]; the call's result is dropped.
  static WorkerProcess start(String name, Call<?> call) {
    return SingleProcess.start(name, SingleProcess.withoutResult(call));
  }

  /// As [#start(String, Action)], named `process-1`, `process-2` and so on.
  static WorkerProcess start(Action action) {
    return SingleProcess.start(SingleProcess.nextName(), action);
  }

  /// As [#start(Action)]; the call's result is dropped.
  static WorkerProcess start(Call<?> call) {
    return SingleProcess.start(SingleProcess.nextName(), SingleProcess.withoutResult(call));
  }

  /// What it was called when it was started.
  String name();

  /// The number of its operating system process; waits until it has one. -1 if it could not be
  /// started.
  long pid();

  /// Waits until it has ended and everything it printed has been shown.
  ///
  /// Returns also if the call ended the process itself, as `System.exit(3)` does, or if [#kill] or
  /// [#terminate] did: [#exitCode] says which.
  ///
  /// @throws TaskFailedException if the call threw; the cause is what it threw
  /// @throws WorkerLostException if somebody else killed it, it crashed, or it could not be started
  void join();

  /// As [#join()], but gives up after a time.
  ///
  /// @return whether it has ended
  boolean join(Duration timeout);

  /// Whether it has not ended yet.
  boolean isAlive();

  /// How it ended; empty while it is alive. 0 after a call that returned, 1 after one that threw, n
  /// after `System.exit(n)`, 128 + n after signal n: 137 for [#kill], 143 for [#terminate] unless
  /// the call had to be killed; -1 if it could not be started.
  OptionalInt exitCode();

  /// Asks the call to end, which it does where it waits, loops or calls a method; if it has not
  /// done so in a second, it is killed. Does not wait.
  void terminate();

  /// Ends it at once. Does not wait.
  void kill();

  /// Completed with this process once it has ended, however that was; never with an exception.
  /// Cancelling it does nothing to the process.
  CompletableFuture<WorkerProcess> onExit();

  /// Asks it to end if it is alive, and waits until it has. What it threw is thrown by [#join]
  /// alone.
  @Override
  void close();
}
