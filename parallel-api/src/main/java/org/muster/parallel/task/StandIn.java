package org.muster.parallel.task;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.RemoteException;

/// What can always travel instead of an exception.
public final class StandIn {

  private StandIn() {}

  /// Reads the same, with its causes.
  public static RemoteException of(Throwable thrown) {
    return of(thrown, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  private static RemoteException of(Throwable thrown, Set<Throwable> seen) {
    seen.add(thrown);
    var copy = new RemoteException(thrown.getClass().getName(), messageOf(thrown));
    copy.setStackTrace(thrown.getStackTrace());
    Throwable cause = thrown.getCause();
    if (cause != null && !seen.contains(cause)) {
      copy.initCause(of(cause, seen));
    }
    for (Throwable suppressed : thrown.getSuppressed()) {
      if (!seen.contains(suppressed)) {
        copy.addSuppressed(of(suppressed, seen));
      }
    }
    return copy;
  }

  private static @Nullable String messageOf(Throwable thrown) {
    try {
      return thrown.getMessage();
    } catch (RuntimeException e) {
      return "(its getMessage threw " + e.getClass().getName() + ")";
    }
  }
}
