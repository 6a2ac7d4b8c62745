package org.muster.parallel.transport;

/// A socket could not be opened: the message says which, why and what to do.
public final class TransportException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public TransportException(String message, Throwable cause) {
    super(message, cause);
  }
}
