package org.muster.parallel.pool;

import org.jspecify.annotations.Nullable;
import org.muster.parallel.RemoteException;
import org.muster.parallel.codec.ObjectGraphs;
import org.muster.parallel.codec.ValueCodec;
import org.muster.parallel.task.ThrownParts;
import org.muster.parallel.wire.Payload;

/// Exceptions that come back from workers.
final class RemoteFailures {

  private RemoteFailures() {}

  /// The exception that [org.muster.parallel.worker] sent: the original if it can be rebuilt here
  /// and says what it is, otherwise a [RemoteException] that reads the same.
  static Throwable decode(Payload exception, ClassLoader loader) {
    try {
      @Nullable Object[] row = ValueCodec.decode(exception, new ItemGraphs(loader));
      // The stand-in, and the original if it could be written.
      if (row.length == 2
          && row[0] instanceof Throwable standIn
          && row[1] instanceof byte[] original) {
        return rebuild(original, loader, standIn);
      }
    } catch (RuntimeException e) {
      return new RemoteException(
          "unknown", "the worker's exception could not be read: " + e.getMessage());
    }
    return new RemoteException("unknown", "the worker's exception is damaged");
  }

  private static Throwable rebuild(byte[] original, ClassLoader loader, Throwable standIn) {
    if (original.length == 0) {
      return standIn;
    }
    ObjectGraphs graphs = new ItemGraphs(loader);
    try {
      return graphs.read(original)[0] instanceof Throwable t && ThrownParts.areReadable(t)
          ? t
          : standIn;
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      return standIn;
    }
  }
}
