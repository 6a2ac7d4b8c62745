package org.muster.benchmarks;

/// A benchmark that has no result. The message says which, why, and what to do where that is known.
public final class BenchmarkException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int exitStatus;

  private BenchmarkException(int exitStatus, String message) {
    super(message);
    this.exitStatus = exitStatus;
  }

  /// Something is wrong with what was measured.
  static BenchmarkException failed(String message) {
    return new BenchmarkException(1, message);
  }

  /// Something is wrong with the command line or missing on this machine; nothing was measured.
  static BenchmarkException refused(String message) {
    return new BenchmarkException(2, message);
  }

  /// What the program ends with.
  public int exitStatus() {
    return exitStatus;
  }
}
