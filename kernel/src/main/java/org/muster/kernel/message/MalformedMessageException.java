package org.muster.kernel.message;

/// Frames that are no message: the message says what is wrong, as in "its signature is wrong".
public final class MalformedMessageException extends Exception {
  private static final long serialVersionUID = 1;

  MalformedMessageException(String what) {
    super(what);
  }

  MalformedMessageException(String what, Throwable cause) {
    super(what, cause);
  }
}
