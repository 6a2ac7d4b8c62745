package org.muster.install;

/// What the program tells the shell; `muster help` lists the same.
public enum ExitCode {
  /// All went well.
  DONE(0),
  /// The work itself failed: a cell ended with an error, a check did not pass, a folder could not
  /// be written.
  FAILED(1),
  /// Nothing was tried: an unknown option, a notebook that is none, no JDK.
  REFUSED(2),
  /// The kernel died before it was done.
  KERNEL_DIED(3);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
