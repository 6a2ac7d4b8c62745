package org.muster.kernel.eval;

import java.lang.instrument.Instrumentation;
import org.jspecify.annotations.Nullable;

/// Gets from the JVM, when it starts the kernel's jar (`Launcher-Agent-Class` in its manifest),
/// what replaces the code of a loaded class. A kernel that was started in another way does without,
/// and gives what is declared again a new class.
public final class RedefinitionAgent {

  private static volatile @Nullable Instrumentation instrumentation;

  private RedefinitionAgent() {}

  /// Called by the JVM before the kernel's main method.
  public static void agentmain(String arguments, Instrumentation given) {
    instrumentation = given;
  }

  static @Nullable Instrumentation instrumentation() {
    return instrumentation;
  }
}
