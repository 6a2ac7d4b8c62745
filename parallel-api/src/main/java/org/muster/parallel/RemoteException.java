package org.muster.parallel;

import org.jspecify.annotations.Nullable;

/// Stands in for an exception that could not be rebuilt here, because it or something in it does
/// not travel. Class name, message, stack trace and causes are the original's.
public final class RemoteException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final String originalClass;

  /// @param originalClass the binary name of the exception's class
  public RemoteException(String originalClass, @Nullable String message) {
    super(message);
    this.originalClass = originalClass;
  }

  /// The binary name of the class of the exception that was thrown.
  public String originalClass() {
    return originalClass;
  }

  /// As the original's would read.
  @Override
  @SuppressWarnings("OverrideThrowableToString") // getMessage() is the original's
  public String toString() {
    return getMessage() == null ? originalClass : originalClass + ": " + getMessage();
  }
}
