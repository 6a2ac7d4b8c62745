package org.muster.parallel.sync;

import java.util.function.Supplier;

/// What this JVM is, for those who wait in it: a plain program, a worker, or a kernel. Workers and
/// kernels say so when they start.
public final class Surroundings {

  private static volatile Runnable stopCheck = () -> {};
  private static volatile Supplier<String> place = () -> "";
  private static volatile int worker;

  private Surroundings() {}

  /// Says what this JVM is.
  ///
  /// @param check throws in the calling thread if the code that runs on it is to end; asked every
  ///   20 ms by threads that wait
  /// @param label what the calling thread works for, such as "cell [3]", or empty
  public static void install(Runnable check, Supplier<String> label) {
    stopCheck = check;
    place = label;
  }

  /// This JVM is the worker of this number.
  public static void becomeWorker(int number) {
    worker = number + 1;
  }

  /// Throws if the calling thread is to end.
  public static void checkStopped() {
    stopCheck.run();
  }

  /// Who the calling thread is.
  static String caller() {
    Thread thread = Thread.currentThread();
    String label = place.get();
    String where = label.isEmpty() ? Who.worker(worker) : label + ", ";
    return where + Who.thread(thread);
  }

  /// The number of this worker plus one, or 0 in other JVMs.
  static int workerPlusOne() {
    return worker;
  }
}
