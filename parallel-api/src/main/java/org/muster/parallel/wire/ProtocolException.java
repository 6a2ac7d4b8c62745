package org.muster.parallel.wire;

/// Bytes that are no message, or not the one that had to come next. The connection they came from
/// cannot be trusted any more.
public final class ProtocolException extends Exception {

  private static final long serialVersionUID = 1;

  public ProtocolException(String message) {
    super(message);
  }
}
