package org.muster.parallel.stop;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Throws an error in another thread, wherever that is.
///
/// This is what `Thread.stop()` was: the error may come between any two steps of the code that it
/// meets, so a structure that was being changed stays half changed. Hence it is the last means, for
/// code that somebody wants ended at once, and the caller says where it may be thrown: the thread
/// stands still while its place is looked at, so what was seen is what is stopped.
///
/// A thread that blocks, waits, or runs native code is left alone. So are the carriers of virtual
/// threads.
///
/// **Threads.** Any may call this, several at once too.
///
/// @see <a
///   href="https://docs.oracle.com/en/java/javase/25/docs/specs/jvmti.html#StopThread">StopThread</a>
public final class ThreadStop {

  /// What has become of a thread.
  public enum Outcome {
    /// The error is thrown at the place that was looked at, or a few instructions behind it.
    THROWN,
    /// It is at no place where it may be stopped; perhaps later.
    LEFT_ALONE,
    /// This JVM cannot do it, now or ever: another maker's, or a debugger has taken its place.
    IMPOSSIBLE
  }

  private ThreadStop() {}

  /// Binds the calls of the JVM, which takes up to 100 ms, so that the first stop is as quick as
  /// any.
  ///
  /// @return whether threads can be stopped here
  public static boolean prepare() {
    return JvmCalls.BOUND != null;
  }

  /// Throws the error in the thread if it runs Java code at a place where that may be.
  ///
  /// @param error gets the stack trace of the place, unless its stack trace is not writable
  /// @param mayStopAt decides by the stack, innermost frame first. Asked several times, the last
  ///   while the thread stands still and may hold any lock: so it must take none, and run the same
  ///   code each time
  public static Outcome throwIn(
      Thread target, Error error, Predicate<StackTraceElement[]> mayStopAt) {
    return throwIn(target, error, mayStopAt, _ -> false);
  }

  /// Throws the error in the thread, and again and again while it goes on at once: a look at it
  /// then costs no switch between threads, for which the processors may be too busy.
  ///
  /// @param mayStopAt as above
  /// @param goesOn whether who is stopped at this place is soon at another one
  static Outcome throwIn(
      Thread target,
      Error error,
      Predicate<StackTraceElement[]> mayStopAt,
      Predicate<StackTraceElement[]> goesOn) {
    if (placeOf(target, mayStopAt) == null) {
      return Outcome.LEFT_ALONE;
    }
    JvmCalls jvm = JvmCalls.BOUND;
    if (jvm == null) {
      return Outcome.IMPOSSIBLE;
    }
    var stopper = new Stopper(jvm, target, error, mayStopAt, goesOn);
    stopper.start();
    boolean interrupted = false;
    while (stopper.isAlive()) {
      try {
        stopper.join();
      } catch (InterruptedException e) {
        interrupted = true; // it takes less than a millisecond
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return stopper.outcome();
  }

  /// Lets an error that was thrown in the calling thread arrive: the JVM hands it over when the
  /// thread next looks, and coming back from a native method is such a look. When this returns, no
  /// error is on its way that was sent before.
  @SuppressWarnings("ThreadPriorityCheck") // of its effects, only the native call matters
  public static void await() {
    Thread.yield();
  }

  static StackTraceElement @Nullable [] placeOf(
      Thread target, Predicate<StackTraceElement[]> mayStopAt) {
    if (target.getState() != Thread.State.RUNNABLE) {
      return null;
    }
    StackTraceElement[] stack = target.getStackTrace();
    return stack.length > 0 && mayStopAt.test(stack) ? stack : null;
  }
}
