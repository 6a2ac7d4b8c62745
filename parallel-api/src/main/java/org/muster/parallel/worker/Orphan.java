package org.muster.parallel.worker;

/// The end of a worker whose pool is gone: there is nobody left to answer, so nothing is worth
/// finishing.
final class Orphan {

  private Orphan() {}

  /// Ends this process at once.
  ///
  /// [Runtime#halt] alone would do, but it first waits for threads in native code, for 0.3 s, and
  /// for the compiler's, for up to 10 s. A signal waits for nothing.
  ///
  /// `sun.misc.Signal` is the JVM's own `raise`. A call of the C function through
  /// `java.lang.foreign` does the same and makes a dozen classes first, which takes a second when
  /// all processors are taken by hot loops.
  static void end() {
    try {
      // By reflection: javac warns of the class and has no way to be told otherwise.
      Class<?> signal = Class.forName("sun.misc.Signal");
      Object kill = signal.getConstructor(String.class).newInstance("KILL");
      var _ = signal.getMethod("raise", signal).invoke(null, kill);
    } catch (ReflectiveOperationException e) {
      // No such class, no such signal: the slower way is there.
    }
    Runtime.getRuntime().halt(0);
  }
}
