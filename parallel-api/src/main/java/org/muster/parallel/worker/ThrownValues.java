package org.muster.parallel.worker;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.RemoteException;
import org.muster.parallel.closure.Packer;

/// Exceptions on their way to the pool: a stand-in that always arrives, and the original where it
/// can be written. Rebuilding the original may fail on the other side, in its own code; then the
/// stand-in is there.
final class ThrownValues {

  /// A stand-in of more would be too deep to be written.
  private static final int MOST = 100;

  private ThrownValues() {}

  /// The row that the pool reads: stand-in, original's bytes.
  static Object[] toRow(Throwable thrown) {
    byte[] original;
    try {
      original = Packer.packResult(new Object[] {thrown}).graph();
    } catch (RuntimeException | StackOverflowError e) {
      original = new byte[0];
    }
    return new Object[] {
      standIn(thrown, Collections.newSetFromMap(new IdentityHashMap<>())), original
    };
  }

  private static RemoteException standIn(Throwable thrown, Set<Throwable> seen) {
    seen.add(thrown);
    var copy = new RemoteException(thrown.getClass().getName(), messageOf(thrown));
    copy.setStackTrace(thrown.getStackTrace());
    Throwable cause = thrown.getCause();
    if (cause != null && isToCopy(cause, seen)) {
      copy.initCause(standIn(cause, seen));
    }
    for (Throwable suppressed : thrown.getSuppressed()) {
      if (isToCopy(suppressed, seen)) {
        copy.addSuppressed(standIn(suppressed, seen));
      }
    }
    return copy;
  }

  /// Causes may go round in a circle.
  private static boolean isToCopy(Throwable related, Set<Throwable> seen) {
    return seen.size() < MOST && !seen.contains(related);
  }

  private static @Nullable String messageOf(Throwable thrown) {
    try {
      return thrown.getMessage();
    } catch (RuntimeException e) {
      return "(its getMessage threw " + e.getClass().getName() + ")";
    }
  }
}
