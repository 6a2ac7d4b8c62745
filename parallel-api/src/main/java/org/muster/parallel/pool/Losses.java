package org.muster.parallel.pool;

import java.util.List;
import java.util.function.Supplier;
import org.muster.parallel.WorkerLostException;

/// Says how a worker was lost, in words. What is known is taken now; the exception is made by
/// whoever throws it.
final class Losses {

  private Losses() {}

  /// A worker died while it ran an item.
  ///
  /// @param what the item in words
  /// @param retries how often the pool tries an item again before anybody hears of its end
  static Supplier<RuntimeException> whileRunning(
      Worker worker, String what, long item, int exitCode, int retries) {
    String message =
        "worker %d (process %d) ended with %s while it ran %s%s. The pool has replaced it%s."
            .formatted(
                worker.number,
                worker.pid(),
                cause(worker, exitCode),
                what,
                lastWords(worker),
                retries == 0
                    ? "; withRetries(1) has it try such an item again, if that may help"
                    : "; %s was tried %d times, as withRetries(%d) allows"
                        .formatted(what, retries + 1, retries));
    List<String> lines = worker.lastWords();
    return () -> new WorkerLostException(message, item, exitCode, lines);
  }

  /// Workers ended before they could do anything.
  static Supplier<RuntimeException> atStart(Worker worker, int exitCode, int attempts) {
    if (worker.initializing) {
      return inInitializer(worker, exitCode, attempts);
    }
    String message =
        "no worker JVM could be started in %d attempts: the last one ended with %s%s. Check memory, the options in MUSTER_WORKER_JVM_OPTS and withJvmOption, and run `./muster doctor`; the next call tries again."
            .formatted(attempts, cause(worker, exitCode), lastWords(worker));
    List<String> lines = worker.lastWords();
    return () -> new WorkerLostException(message, -1, exitCode, lines);
  }

  private static Supplier<RuntimeException> inInitializer(
      Worker worker, int exitCode, int attempts) {
    Throwable thrown = worker.thrownByInitializer;
    String message =
        "no worker can be used, because the pool's initializer failed in each of %d: the last one %s%s. Mend what withInitializer was given and open the pool again."
            .formatted(
                attempts,
                thrown == null ? "ended with " + cause(worker, exitCode) : "threw " + thrown,
                lastWords(worker));
    List<String> lines = worker.lastWords();
    return () -> {
      var lost = new WorkerLostException(message, -1, exitCode, lines);
      lost.initCause(thrown);
      return lost;
    };
  }

  /// The results of a chunk came, and this JVM had no memory for them.
  static Supplier<RuntimeException> noRoom(Worker.Assigned assigned) {
    String what = assigned.job().name(assigned.chunk().from());
    return () ->
        new IllegalStateException(
            "the result of %s was computed and does not fit into the memory of this JVM, whose heap is at most %d MB. Return less, take results one by one with imap, or give it more memory (-Xmx, in a notebook MUSTER_JVM_OPTS)"
                .formatted(what, Runtime.getRuntime().maxMemory() >> 20));
  }

  private static String cause(Worker worker, int exitCode) {
    String end =
        exitCode == 1 && crashed(worker)
            ? "a crash of the JVM or of native code (exit code 1)"
            : end(exitCode);
    return worker.condemned == null ? end : end + " by the pool, because " + worker.condemned;
  }

  /// The JVM says so in its own words; it ends with 1 where it makes no core dump.
  private static boolean crashed(Worker worker) {
    return worker.lastWords().stream()
        .anyMatch(line -> line.contains("A fatal error has been detected by the Java Runtime"));
  }

  /// How a process ended.
  static String end(int exitCode) {
    return switch (exitCode) {
      case -1 -> "an error at the start of its process";
      case 128 + 9 -> "signal 9 (killed)";
      case 128 + 6 -> "signal 6 (aborted)";
      case 128 + 11 -> "signal 11 (segmentation fault)";
      case 128 + 15 -> "signal 15 (terminated)";
      default ->
          exitCode > 128 && exitCode < 160 ? "signal " + (exitCode - 128) : "exit code " + exitCode;
    };
  }

  private static String lastWords(Worker worker) {
    return lastWords(worker.lastWords());
  }

  /// The last lines as the end of a sentence.
  static String lastWords(List<String> lines) {
    List<String> telling = lines.stream().filter(line -> !line.matches("[#\\s]*")).toList();
    return telling.isEmpty() ? "" : "; it last printed: " + String.join(" | ", telling);
  }
}
