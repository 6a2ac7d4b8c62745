package org.muster.install.frontend;

/// The kernel's process ended though its work was not done; the message says how, with the last
/// lines that it wrote.
public final class KernelDiedException extends Exception {

  private static final long serialVersionUID = 1;

  private KernelDiedException(String how, String lastWords) {
    super(
        how
            + (lastWords.isEmpty()
                ? " and left no message."
                : "; the last that it wrote:\n" + lastWords.indent(2).stripTrailing()));
  }

  /// It ended by itself, or somebody else ended it.
  static KernelDiedException exited(int exitCode, String lastWords) {
    return new KernelDiedException("the kernel died (%s)".formatted(describe(exitCode)), lastWords);
  }

  /// It did not do what it had to, and was killed here.
  static KernelDiedException killed(String because, String lastWords) {
    return new KernelDiedException("the kernel %s and was killed".formatted(because), lastWords);
  }

  /// As the shell counts: 128 and the signal's number for one that was killed.
  private static String describe(int exitCode) {
    return switch (exitCode) {
      case 134 -> "its JVM crashed: signal 6, ABRT";
      case 137 -> "signal 9, KILL: killed by hand or, out of memory, by the system";
      case 139 -> "its JVM crashed: signal 11, SEGV";
      case 143 -> "signal 15, TERM";
      default ->
          exitCode > 128 && exitCode < 160
              ? "signal " + (exitCode - 128)
              : "exit status " + exitCode;
    };
  }
}
