package org.muster.kernel.eval;

import java.util.ArrayList;
import java.util.List;

/// Finds the constructors of a cell's records that have to be public.
///
/// JShell makes each type that a cell declares a public one, and the constructor of a public record
/// that takes its components must be public too. `record Age(int years) { Age { … } }`, which every
/// file of Java may say, would not compile.
final class RecordConstructors {

  private static final String PUBLIC = "public ";

  private RecordConstructors() {}

  /// The modifiers that are missing: at the constructors of the records that no block is around, as
  /// far as they say nothing of who may call them.
  static List<CellSource.Addition> withoutModifier(String code) {
    List<CellSource.Addition> found = new ArrayList<>();
    if (!code.contains("record")) {
      return found;
    }
    List<CodeTokens.Token> tokens = CodeTokens.of(code).tokens();
    int depth = 0;
    String record = "";
    for (int i = 0; i < tokens.size(); i++) {
      String text = tokens.get(i).text();
      if (depth == 0 && text.equals("record") && isHeader(tokens, i)) {
        record = tokens.get(i + 1).text();
      } else if (depth == 1 && text.equals(record) && isConstructor(tokens, i)) {
        found.add(new CellSource.Addition(tokens.get(i).start(), PUBLIC));
      }
      switch (text) {
        case "(", "[", "{" -> depth++;
        case ")", "]", "}" -> depth--;
        default -> {}
      }
      if (depth == 0 && text.equals("}")) {
        record = "";
      }
    }
    return found;
  }

  private static boolean isHeader(List<CodeTokens.Token> tokens, int at) {
    return at + 2 < tokens.size()
        && tokens.get(at + 1).isName()
        && (isAt(tokens, at + 2, "(") || isAt(tokens, at + 2, "<"));
  }

  /// Whether a name, in the body of the record of this name, begins a constructor.
  private static boolean isConstructor(List<CodeTokens.Token> tokens, int at) {
    boolean isFirst =
        isAt(tokens, at - 1, "{")
            || isAt(tokens, at - 1, "}")
            || isAt(tokens, at - 1, ";")
            || isAt(tokens, at - 2, "@");
    return isFirst && (isAt(tokens, at + 1, "{") || isAt(tokens, at + 1, "("));
  }

  private static boolean isAt(List<CodeTokens.Token> tokens, int index, String text) {
    return index >= 0 && index < tokens.size() && tokens.get(index).text().equals(text);
  }
}
