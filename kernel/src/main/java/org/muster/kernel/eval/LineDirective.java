package org.muster.kernel.eval;

/// What a line of a cell means that is no Java: it stands where a statement could begin, and starts
/// with `%`.
public interface LineDirective {

  /// Runs the line, on the thread that evaluates.
  ///
  /// @param from offset of the `%` in the cell
  /// @param to offset of the end of the line
  CellResult run(CellRun run, CellSource source, int from, int to);

  /// Whether the code behind the line may mean something else when the line has run, by what the
  /// line itself does not show: a library, or a file's declarations.
  default boolean mayDeclareMore(String line) {
    return true;
  }
}
