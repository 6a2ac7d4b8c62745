package org.muster.parallel;

/// The pool was closed or terminated before or while it had this work.
public final class PoolClosedException extends IllegalStateException {

  private static final long serialVersionUID = 1;

  public PoolClosedException(String message) {
    super(message);
  }
}
