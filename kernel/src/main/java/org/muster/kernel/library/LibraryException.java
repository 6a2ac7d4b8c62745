package org.muster.kernel.library;

/// A library cannot be added; nothing was.
public final class LibraryException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// With what happened, why, and what to do.
  public LibraryException(String message) {
    super(message);
  }

  public LibraryException(String message, Throwable cause) {
    super(message, cause);
  }
}
