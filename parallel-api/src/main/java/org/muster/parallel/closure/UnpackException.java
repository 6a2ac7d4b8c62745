package org.muster.parallel.closure;

/// Bytes that came from another JVM cannot be made into objects here: they were changed on the way,
/// a class is missing, or a class's own code for reading failed. The cause says which.
public final class UnpackException extends RuntimeException {

  private static final long serialVersionUID = 1;

  UnpackException(String message, Throwable cause) {
    super(message, cause);
  }
}
