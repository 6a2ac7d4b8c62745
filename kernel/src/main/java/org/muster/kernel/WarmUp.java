package org.muster.kernel;

import java.time.Duration;
import java.util.List;
import org.muster.kernel.display.Display;
import org.muster.kernel.eval.Evaluator;
import org.muster.parallel.stop.ThreadStop;

/// Has the JVM compile what a cell needs, before there is one: evaluates small snippets for nobody,
/// while the notebook is quiet.
///
/// The snippets have an evaluator of their own, so that the notebook's knows nothing of them: they
/// print nothing, and no thread, no result and no name is left of them.
///
/// A snippet runs interpreted at first, in 20 ms, and in a fourth of that once the JVM has compiled
/// javac, which it does when it has seen some hundred of them. The constants below are what halves
/// the time of the first cells for the least processor time, nearly all of which the JVM's
/// compilers use.
final class WarmUp {

  /// Set to `off` in the environment to have none.
  private static final String SWITCH = "MUSTER_WARM_UP";

  /// Who runs a whole notebook sends the next cell at once, and needs the processors for it.
  private static final Duration QUIET = Duration.ofMillis(300);

  /// In a notebook that is busy for longer, cells have warmed up what they need.
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final int ROUNDS = 14;

  private static final List<String> IMPORTS =
      List.of("import java.util.*;", "import java.util.function.*;");

  private static final List<String> SNIPPETS = List.of("1 + 1", "int number = 3;", "number + 2");

  private WarmUp() {}

  /// Waits until nobody has asked the kernel for anything for a while.
  @FunctionalInterface
  interface Quiet {

    /// Returns at once if it is quiet.
    ///
    /// @param span how long nothing must have happened
    void await(Duration span) throws InterruptedException;
  }

  /// Begins, unless that is not wanted or there is no processor to spare.
  static void start(Quiet quiet) {
    if (!"off".equals(System.getenv(SWITCH)) && Runtime.getRuntime().availableProcessors() > 1) {
      Thread.ofPlatform().name("muster-warm-up").daemon(true).start(() -> run(quiet));
    }
  }

  private static void run(Quiet quiet) {
    long end = System.nanoTime() + LIMIT.toNanos();
    try {
      quiet.await(QUIET);
      var evaluator = new Evaluator(IMPORTS);
      try {
        var display = new Display(evaluator::textOf);
        for (int round = 0; round < ROUNDS; round++) {
          for (String snippet : SNIPPETS) {
            quiet.await(QUIET);
            if (System.nanoTime() - end > 0) {
              return;
            }
            Object value = evaluator.rehearse(snippet);
            if (value != null) {
              var _ = display.render(value);
            }
          }
        }
      } finally {
        evaluator.close();
      }
      quiet.await(QUIET);
      var _ = ThreadStop.prepare(); // the first interrupt is answered as quickly as later ones
    } catch (InterruptedException | RuntimeException | Error e) {
      // Nobody waits for it. An interrupt of a cell can end it, because it belongs to no cell.
    }
  }
}
