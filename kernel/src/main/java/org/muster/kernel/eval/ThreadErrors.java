package org.muster.kernel.eval;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Tells of the exceptions that end threads of cells, under their cell because that is where their
/// `System.err` goes; not of those that an interrupt has ended.
///
/// A user's own handler comes first, as in any Java program.
final class ThreadErrors {

  private static volatile @Nullable Function<Throwable, String> describer;

  private ThreadErrors() {}

  /// How they are shown from now on.
  static void describeWith(Function<Throwable, String> text) {
    describer = text;
    if (Thread.getDefaultUncaughtExceptionHandler() == null) {
      Thread.setDefaultUncaughtExceptionHandler(
          ThreadErrors::tell); // virtual threads have no group
    }
  }

  /// For the notebook's thread, and all platform threads that come from it.
  static ThreadGroup group() {
    return new Group();
  }

  private static void tell(Thread thread, Throwable thrown) {
    Function<Throwable, String> text = describer;
    if (text == null || !CellThreads.isCallerOfCell()) {
      System.err.printf("Exception in %s ", nameOf(thread));
      thrown.printStackTrace();
    } else if (!(thrown instanceof CellInterruptedError)) {
      System.err.printf("Exception in %s %s%n", nameOf(thread), text.apply(thrown));
    }
  }

  private static String nameOf(Thread thread) {
    if (!thread.isVirtual()) {
      return "thread \"%s\"".formatted(thread.getName());
    }
    return thread.getName().isEmpty()
        ? "a virtual thread"
        : "virtual thread \"%s\"".formatted(thread.getName());
  }

  private static final class Group extends ThreadGroup {

    Group() {
      super("notebook");
    }

    @Override
    public void uncaughtException(Thread thread, Throwable thrown) {
      if (!(thrown instanceof CellInterruptedError)) {
        super.uncaughtException(thread, thrown); // asks the default handler
      }
    }
  }
}
