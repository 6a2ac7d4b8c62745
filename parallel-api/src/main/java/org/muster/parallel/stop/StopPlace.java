package org.muster.parallel.stop;

import java.util.function.Predicate;

/// Where a thread may be stopped: not where the JVM or the library would stay half changed for all
/// that comes later.
public final class StopPlace {

  /// Whoever is stopped while it does this leaves a class that cannot be used any more.
  private static final String CLASS_INITIALIZER = "<clinit>";

  private static final String CLASS_LOADING = "loadClass";

  /// Nothing of these may be cut short, however far down the stack it is: loading and linking of
  /// classes, virtual threads, the compiler, and our own code, which has states of its own.
  private static final String[] NOT_WITHIN = {
    "java.lang.ClassLoader",
    "java.lang.invoke.",
    "jdk.internal.loader.",
    "jdk.internal.vm.",
    "jdk.jshell.",
    "org.muster.",
  };

  /// Code that takes and gives back what others wait for, or has written half of what it was given.
  /// What it calls may be stopped, as with any exception.
  private static final String[] NOT_IN = {
    "java.io.",
    "java.lang.Thread",
    "java.lang.ref.",
    "java.util.concurrent.CompletableFuture",
    "java.util.concurrent.ConcurrentHashMap",
    "java.util.concurrent.CountedCompleter",
    "java.util.concurrent.ForkJoin",
    "java.util.concurrent.FutureTask",
    "java.util.concurrent.ThreadPoolExecutor",
    "java.util.concurrent.locks.",
    "jdk.internal.misc.",
    "sun.nio.",
  };

  private StopPlace() {}

  /// Whether a thread with this stack, innermost frame first, may be stopped.
  ///
  /// @param isTask marks the frames that are the work itself, or start it: what is below the first
  ///   of them meets any exception of it
  public static boolean suits(StackTraceElement[] stack, Predicate<StackTraceElement> isTask) {
    if (stack[0].isNativeMethod() || startsWithOne(stack[0].getClassName(), NOT_IN)) {
      return false;
    }
    for (StackTraceElement frame : stack) {
      if (isTask.test(frame)) {
        return true;
      }
      if (!mayBeCutShort(frame)) {
        return false;
      }
    }
    return true;
  }

  /// Whether a thread with this stack does a part of something for fork/join, which keeps what the
  /// part throws, and has nothing of the task itself to clean up.
  ///
  /// @param isTask as for [#suits]
  static boolean isPart(StackTraceElement[] stack, Predicate<StackTraceElement> isTask) {
    for (StackTraceElement frame : stack) {
      if (isTask.test(frame)) {
        return false;
      }
      if (frame.getMethodName().equals("doExec")
          && frame.getClassName().equals("java.util.concurrent.ForkJoinTask")) {
        return true;
      }
    }
    return false;
  }

  private static boolean mayBeCutShort(StackTraceElement frame) {
    String method = frame.getMethodName();
    boolean writes = frame.getClassName().equals("java.io.PrintStream") && isWriting(method);
    return !writes
        && !method.equals(CLASS_INITIALIZER)
        && !method.equals(CLASS_LOADING)
        && !startsWithOne(frame.getClassName(), NOT_WITHIN);
  }

  /// A `PrintStream` belongs to all cells; its `print` and `println` make a text before they write.
  private static boolean isWriting(String method) {
    return method.startsWith("write") || method.startsWith("implWrite");
  }

  private static boolean startsWithOne(String className, String[] prefixes) {
    for (String prefix : prefixes) {
      if (className.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}
