package org.muster.kernel.eval;

import java.util.EnumSet;
import java.util.Set;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;

/// The statement or declaration with which code begins.
///
/// @param text of it, with the semicolon that it may lack
/// @param length of it in the code
/// @param isWhole whether it ends before the code does, as far as one can tell; else it is all of
///   it
record NextStatement(String text, int length, boolean isWhole) {

  private static final Set<Completeness> WHOLE =
      EnumSet.of(Completeness.COMPLETE, Completeness.COMPLETE_WITH_SEMI);

  static NextStatement of(SourceCodeAnalysis analysis, String code) {
    CompletionInfo info = analysis.analyzeCompletion(code);
    String text = info.source();
    boolean isWhole = WHOLE.contains(info.completeness());
    return new NextStatement(
        text == null ? code : text,
        isWhole ? code.length() - info.remaining().length() : code.length(),
        isWhole);
  }
}
