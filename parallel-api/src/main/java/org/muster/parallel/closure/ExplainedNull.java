package org.muster.parallel.closure;

/// A [NullPointerException] with the message that the JVM finds out when it is asked, `Cannot
/// invoke "String.length()" because "name" is null`: that is not a part of what is serialized.
final class ExplainedNull {

  private ExplainedNull() {}

  /// One that says the same everywhere; the exception itself if there is nothing to say.
  static NullPointerException of(NullPointerException thrown) {
    String message = thrown.getMessage();
    if (message == null) {
      return thrown;
    }
    var explained = new NullPointerException(message);
    explained.setStackTrace(thrown.getStackTrace());
    if (thrown.getCause() != null) {
      explained.initCause(thrown.getCause());
    }
    for (Throwable suppressed : thrown.getSuppressed()) {
      explained.addSuppressed(suppressed);
    }
    return explained;
  }
}
