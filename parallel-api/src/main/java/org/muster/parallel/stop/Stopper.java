package org.muster.parallel.stop;

import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.stop.ThreadStop.Outcome;

/// Stops another thread, on a thread of its own whose fields say what is to be done: [JvmCalls]
/// finds them from the calling thread, without having to find a class.
final class Stopper extends Thread {

  /// A thread that had so much processor time after a stop is where the error takes it.
  private static final long ARRIVAL_NANOS = 300_000;

  private static final long LOOK_NANOS = 100_000;

  /// Whoever has had no processor by then is looked at another time.
  private static final int MOST_LOOKS = 100;

  /// Other threads are to be stopped as well.
  private static final int MOST_STOPS = 100;

  private final JvmCalls jvm;
  final Thread target;
  final Error error;
  private final Predicate<StackTraceElement[]> mayStopAt;
  private final Predicate<StackTraceElement[]> goesOn;
  private volatile Outcome outcome = Outcome.IMPOSSIBLE;

  Stopper(
      JvmCalls jvm,
      Thread target,
      Error error,
      Predicate<StackTraceElement[]> mayStopAt,
      Predicate<StackTraceElement[]> goesOn) {
    super(LiveThreads.root(), null, "thread stop", 0, false);
    setDaemon(true);
    this.jvm = jvm;
    this.target = target;
    this.error = error;
    this.mayStopAt = mayStopAt;
    this.goesOn = goesOn;
  }

  /// What has become of the thread, once this one has ended.
  Outcome outcome() {
    return outcome;
  }

  @Override
  public void run() {
    try (JvmCalls.Handles handles = jvm.handlesOfCaller()) {
      if (handles != null) {
        outcome = Outcome.LEFT_ALONE;
        // All code that runs while the thread is suspended has run before: to link it takes locks.
        if (hasRunBefore(handles)) {
          stopRepeatedly(handles);
        }
      }
    }
  }

  /// @return whether it is worth going on
  private boolean hasRunBefore(JvmCalls.Handles handles) {
    StackTraceElement[] place = placeNow(handles);
    long _ = handles.cpuNanos();
    boolean _ = place != null && goesOn.test(place);
    return place != null;
  }

  private void stopRepeatedly(JvmCalls.Handles handles) {
    boolean again = true;
    for (int stops = 0; again && stops < MOST_STOPS && handles.suspend(); stops++) {
      long cpuNanos;
      try {
        cpuNanos = handles.cpuNanos();
        StackTraceElement[] place = placeNow(handles);
        again = place != null && goesOn.test(place);
        if (place != null && (again || stops == 0)) {
          outcome = stopAt(place, handles);
        }
      } finally {
        handles.resume();
      }
      again = again && arrives(handles, cpuNanos);
    }
  }

  private Outcome stopAt(StackTraceElement[] place, JvmCalls.Handles handles) {
    error.setStackTrace(place);
    if (handles.stop()) {
      return Outcome.THROWN;
    }
    return target.isVirtual() ? Outcome.LEFT_ALONE : Outcome.IMPOSSIBLE;
  }

  private StackTraceElement @Nullable [] placeNow(JvmCalls.Handles handles) {
    return handles.isInNative() ? null : ThreadStop.placeOf(target, mayStopAt);
  }

  /// Waits until the error has met the thread: with two on their way, the second would come
  /// anywhere.
  ///
  /// @return whether the thread has gone on
  private boolean arrives(JvmCalls.Handles handles, long cpuNanosBefore) {
    for (int looks = 0; looks < MOST_LOOKS && target.getState() == State.RUNNABLE; looks++) {
      LockSupport.parkNanos(LOOK_NANOS);
      if (handles.cpuNanos() - cpuNanosBefore > ARRIVAL_NANOS) {
        return true;
      }
    }
    return false;
  }
}
