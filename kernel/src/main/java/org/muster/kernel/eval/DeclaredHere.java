package org.muster.kernel.eval;

import jdk.jshell.SourceCodeAnalysis.Documentation;
import org.muster.kernel.eval.Declarations.Declared;

/// What is known of something that a cell has declared.
///
/// @param signature with the cell
/// @param javadoc its documentation comment, without its marks
/// @param source its code
public record DeclaredHere(String signature, String javadoc, String source)
    implements Documentation {

  static DeclaredHere of(Declared declared) {
    String what =
        declared.type().equals("method")
            ? String.valueOf(declared.value())
            : declared.type() + " " + declared.name();
    return new DeclaredHere(
        "%s   // cell [%d]".formatted(what, declared.cell()),
        text(declared.comment()),
        declared.source());
  }

  /// A comment without its marks.
  private static String text(String comment) {
    String inner = comment.startsWith("/**") ? comment.substring(3, comment.length() - 2) : comment;
    return inner
        .lines()
        .map(line -> line.strip().replaceFirst("^(?:///|\\*+) ?", ""))
        .reduce((above, below) -> above + "\n" + below)
        .orElse("")
        .strip();
  }
}
