package org.muster.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// The benchmarks that have no result, and why. Minutes of measuring must not be lost because one
/// of them fails, so the others go on; each failure is told when it happens and again on the page.
final class Failures {

  private final Consumer<String> progress;
  private final List<String> lines = new ArrayList<>();

  /// @param progress gets a line for each failure, at once
  Failures(Consumer<String> progress) {
    this.progress = progress;
  }

  /// @param benchmark its name
  /// @param reason why it has no result
  void add(String benchmark, String reason) {
    progress.accept("muster benchmark: `%s` failed: %s".formatted(benchmark, reason));
    lines.add("- `%s`: %s\n".formatted(benchmark, reason));
  }

  /// The exit status of a run that had these.
  int exitStatus() {
    return lines.isEmpty() ? 0 : 1;
  }

  /// All of them, with an empty line before; nothing if there are none.
  String markdown() {
    return lines.isEmpty()
        ? ""
        : "\n**Not measured, because it failed:**\n\n" + String.join("", lines);
  }
}
