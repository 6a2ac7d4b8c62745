package org.muster.parallel.manager;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.RemoteException;
import org.muster.parallel.task.StandIn;
import org.muster.parallel.task.ThrownParts;

/// Exceptions on their way from a manager's process to a caller: the original, and a stand-in for
/// where it cannot be written or rebuilt.
final class Thrown {

  private Thrown() {}

  static byte[] encode(Throwable thrown) {
    byte[] original;
    try {
      original = Values.encode(thrown);
    } catch (RuntimeException | Error e) { // its own code may write it
      original = new byte[0];
    }
    return Values.encode(StandIn.of(thrown), original);
  }

  /// The exception, with the caller's stack below the manager's.
  ///
  /// @param process of the manager
  static Throwable decode(byte[] bytes, long process) {
    @Nullable Object[] row = Values.decode(bytes);
    Throwable thrown = original((byte[]) row[1]);
    if (thrown == null) {
      thrown =
          row[0] instanceof Throwable standIn
              ? standIn
              : new RemoteException("unknown", "the exception of the manager is damaged");
    }
    StackTraceElement[] here = new Throwable().getStackTrace();
    var border = new StackTraceElement("the manager's process " + process, "call", null, -1);
    thrown.setStackTrace(
        Stream.of(Stream.of(thrown.getStackTrace()), Stream.of(border), Stream.of(here).skip(1))
            .flatMap(each -> each)
            .toArray(StackTraceElement[]::new));
    return thrown;
  }

  private static @Nullable Throwable original(byte[] bytes) {
    if (bytes.length == 0) {
      return null;
    }
    try {
      return Values.decode(bytes)[0] instanceof Throwable thrown && ThrownParts.areReadable(thrown)
          ? thrown
          : null;
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      return null;
    }
  }

  /// Throws it, whatever it is.
  @SuppressWarnings("unchecked") // that is the trick
  static <X extends Throwable> RuntimeException sneak(Throwable thrown) throws X {
    throw (X) thrown;
  }
}
