package org.muster.kernel.eval;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The words of a piece of Java, also of one that does not compile: a compiler gives up at the
/// first mistake, and what is asked here must be known behind it too.
///
/// @param tokens names, numbers, literals and single signs, without comments
/// @param length of the code
record CodeTokens(List<Token> tokens, int length) {

  private static final Set<String> GO_ON = Set.of("else", "catch", "finally", "while");

  /// In front of a name that is not declared there.
  private static final Set<String> NO_TYPES =
      Set.of("new", "return", "throw", "instanceof", "final", "static", "public", "private");

  private static final Set<String> TYPES = Set.of("class", "interface", "enum", "record");

  /// A word of the code.
  record Token(int start, String text) {
    boolean isName() {
      return Character.isJavaIdentifierStart(text.codePointAt(0));
    }
  }

  static CodeTokens of(String code) {
    List<Token> tokens = new ArrayList<>();
    int at = 0;
    while ((at = CellScanner.skipBlank(code, at)) < code.length()) {
      int end = endOfToken(code, at);
      tokens.add(new Token(at, code.substring(at, end)));
      at = end;
    }
    return new CodeTokens(List.copyOf(tokens), code.length());
  }

  /// Whether a method of one of these names is called or referred to.
  boolean callsAny(Set<String> methods) {
    for (int i = 0; i < tokens.size(); i++) {
      if (methods.contains(tokens.get(i).text)
          && (textAt(i + 1).equals("(") || textAt(i - 1).equals(":"))) {
        return true;
      }
    }
    return false;
  }

  private String textAt(int index) {
    return index < 0 || index >= tokens.size() ? "" : tokens.get(index).text;
  }

  /// How often the code may declare each name: whatever stands behind a type or a comma, or last in
  /// an import. Not all of them are declared, but no other one is, unless by an import of many.
  Map<String, Integer> declared() {
    Map<String, Integer> names = new HashMap<>();
    boolean isImport = false;
    for (int i = 0; i < tokens.size(); i++) {
      isImport |= tokens.get(i).text.equals("import");
      boolean isLastOfImport =
          isImport && (i + 1 == tokens.size() || tokens.get(i + 1).text.equals(";"));
      if (tokens.get(i).isName() && (isLastOfImport || isBehindType(i))) {
        names.merge(tokens.get(i).text, 1, Integer::sum);
      }
      isImport &= !isLastOfImport;
    }
    return names;
  }

  private boolean isBehindType(int index) {
    String before = textAt(index - 1);
    return Set.of(">", "]", ",").contains(before)
        || (index > 0 && tokens.get(index - 1).isName() && !NO_TYPES.contains(before));
  }

  /// Whether the code is an import of all that a package, a class or a module has.
  boolean importsMany() {
    return isImport()
        && (textAt(1).equals("module") || tokens.stream().anyMatch(each -> each.text.equals("*")));
  }

  boolean isImport() {
    return textAt(0).equals("import");
  }

  /// Whether the code declares one of these types.
  boolean declaresType(Set<String> types) {
    for (int i = 1; i < tokens.size(); i++) {
      if (TYPES.contains(tokens.get(i - 1).text) && types.contains(tokens.get(i).text)) {
        return true;
      }
    }
    return false;
  }

  /// Where a statement begins that cannot belong to the one before, however broken that is: outside
  /// all parentheses, behind a semicolon or a block.
  ///
  /// @param least the first offset that will do
  /// @return the end of the code if there is none
  int nextStatement(int least) {
    int depth = 0;
    String before = "";
    for (Token token : tokens) {
      boolean isBehindEnd = depth == 0 && (before.equals(";") || before.equals("}"));
      if (token.start >= least && isBehindEnd && mayBegin(token)) {
        return token.start;
      }
      switch (token.text) {
        case "(", "[", "{" -> depth++;
        case ")", "]", "}" -> depth--;
        default -> {}
      }
      if (depth < 0) {
        break;
      }
      before = token.text;
    }
    return length;
  }

  private static boolean mayBegin(Token token) {
    return (token.isName() && !GO_ON.contains(token.text))
        || token.text.equals("@")
        || token.text.equals("%");
  }

  private static int endOfToken(String code, int at) {
    if (code.startsWith("\"\"\"", at)) {
      return endOfLiteral(code, at + 3, "\"\"\"");
    }
    char first = code.charAt(at);
    if (first == '"' || first == '\'') {
      return endOfLiteral(code, at + 1, String.valueOf(first));
    }
    if (code.startsWith("/*", at)) {
      return code.length(); // a comment without an end
    }
    int end = at + Character.charCount(code.codePointAt(at));
    if (Character.isJavaIdentifierPart(code.codePointAt(at))) {
      while (end < code.length() && Character.isJavaIdentifierPart(code.codePointAt(end))) {
        end += Character.charCount(code.codePointAt(end));
      }
    }
    return end;
  }

  /// @param close the quotes at its end; one that lacks them ends with its line
  private static int endOfLiteral(String code, int from, String close) {
    int at = from;
    while (at < code.length()) {
      if (code.startsWith(close, at)) {
        return at + close.length();
      }
      if (code.charAt(at) == '\n' && close.length() == 1) {
        return at;
      }
      at += code.charAt(at) == '\\' ? 2 : 1;
    }
    return code.length();
  }
}
