package org.muster.kernel.eval;

import java.util.ArrayList;
import java.util.List;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import org.muster.parallel.spi.MeasuredLoop;

/// A snippet that holds code of a cell in a loop.
///
/// @param offset where the snippet would begin in the cell for the cell's code to be at its place
record LoopCode(String text, int offset) {

  /// The method that holds the loop.
  static final String METHOD = "$run";

  private static final String TYPE = MeasuredLoop.class.getName();
  private static final String BEFORE =
      "(%1$s) new %1$s() { public void %2$s(long $times) throws Exception { for (long $i = 0; $i < $times; $i++) {\n"
          .formatted(TYPE, METHOD);
  private static final String AFTER = "\n}}}";

  /// As short as can be: what stands in front of it, on the same line, is out of place by so much.
  private static final String KEEP = "$(";

  /// What to try, one after the other: with the value of the last expression kept, then, if that is
  /// no expression or has no value, as it is. The mistakes that the compiler finds in the last one
  /// are the cell's.
  static List<LoopCode> variants(SourceCodeAnalysis analysis, CellSource source, int from, int to) {
    String body = source.text().substring(from, to);
    int last = 0;
    int at = 0;
    while ((at = CellScanner.skipBlank(body, at)) < body.length()) {
      last = at;
      CompletionInfo info = analysis.analyzeCompletion(body.substring(at));
      if (info.completeness() != Completeness.COMPLETE) {
        break;
      }
      at = body.length() - info.remaining().length();
    }
    List<LoopCode> variants = new ArrayList<>();
    String expression = body.substring(last).strip();
    expression =
        expression.endsWith(";") ? expression.substring(0, expression.length() - 1) : expression;
    String head = body.substring(0, last);
    variants.add(
        new LoopCode(
            BEFORE + head + KEEP + expression + "\n);" + AFTER,
            from - BEFORE.length() - KEEP.length()));
    variants.add(new LoopCode(BEFORE + body + "\n;" + AFTER, from - BEFORE.length()));
    return variants;
  }
}
