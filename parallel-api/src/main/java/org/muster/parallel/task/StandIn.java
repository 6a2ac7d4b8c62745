package org.muster.parallel.task;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.muster.parallel.RemoteException;

/// What can always travel instead of an exception.
public final class StandIn {

  /// More would be too deep to be written.
  private static final int MOST = ThrownParts.MOST_CAUSES;

  private StandIn() {}

  /// Reads the same, with its causes, of which there may be a circle.
  public static RemoteException of(Throwable thrown) {
    return of(thrown, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  private static RemoteException of(Throwable thrown, Set<Throwable> seen) {
    seen.add(thrown);
    var copy = new RemoteException(thrown.getClass().getName(), ThrownParts.message(thrown));
    copy.setStackTrace(ThrownParts.stack(thrown));
    Throwable cause = ThrownParts.cause(thrown);
    if (cause != null && isToCopy(cause, seen)) {
      copy.initCause(of(cause, seen));
    }
    for (Throwable suppressed : thrown.getSuppressed()) {
      if (isToCopy(suppressed, seen)) {
        copy.addSuppressed(of(suppressed, seen));
      }
    }
    return copy;
  }

  private static boolean isToCopy(Throwable related, Set<Throwable> seen) {
    return seen.size() < MOST && !seen.contains(related);
  }
}
