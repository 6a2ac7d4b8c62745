package org.muster.kernel.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Finds the sealed types of a cell that do not say whom they permit.
///
/// In a file of Java those may be left out that are in the same file; JShell compiles each type of
/// a cell by itself, and a sealed type without subtypes would not compile.
final class SealedTypes {

  private static final Set<String> DECLARE = Set.of("class", "interface", "record", "enum");

  private SealedTypes() {}

  /// A type that no block is around.
  ///
  /// @param supertypes those named in its header
  /// @param body where its body begins
  private record Type(
      String name, boolean isSealed, boolean permits, List<String> supertypes, int body) {}

  /// The `permits` that are missing, each in front of the body of its type.
  static List<CellSource.Addition> withoutPermits(String code) {
    if (!code.contains("sealed")) {
      return List.of();
    }
    List<Type> types = types(CodeTokens.of(code).tokens());
    return types.stream()
        .filter(type -> type.isSealed && !type.permits)
        .flatMap(type -> addition(type, types).stream())
        .toList();
  }

  private static List<CellSource.Addition> addition(Type type, List<Type> all) {
    String subtypes =
        all.stream()
            .filter(each -> each.supertypes.contains(type.name))
            .map(Type::name)
            .collect(Collectors.joining(", "));
    return subtypes.isEmpty()
        ? List.of()
        : List.of(new CellSource.Addition(type.body, "permits " + subtypes + " "));
  }

  private static List<Type> types(List<CodeTokens.Token> tokens) {
    List<Type> types = new ArrayList<>();
    int depth = 0;
    for (int i = 0; i + 1 < tokens.size(); i++) {
      String text = tokens.get(i).text();
      if (depth == 0 && DECLARE.contains(text) && tokens.get(i + 1).isName()) {
        int body = bodyOf(tokens, i);
        if (body < tokens.size()) {
          types.add(type(tokens, i, body));
          i = body;
          text = "{";
        }
      }
      switch (text) {
        case "(", "[", "{" -> depth++;
        case ")", "]", "}" -> depth--;
        default -> {}
      }
    }
    return types;
  }

  private static int bodyOf(List<CodeTokens.Token> tokens, int from) {
    int at = from;
    while (at < tokens.size() && !Set.of("{", ";").contains(tokens.get(at).text())) {
      at++;
    }
    return at < tokens.size() && tokens.get(at).text().equals(";") ? tokens.size() : at;
  }

  private static Type type(List<CodeTokens.Token> tokens, int keyword, int body) {
    boolean permits = false;
    boolean ofSupertypes = false;
    int depth = 0;
    List<String> supertypes = new ArrayList<>();
    for (CodeTokens.Token token : tokens.subList(keyword + 2, body)) {
      switch (token.text()) {
        case "<", "(" -> depth++;
        case ">", ")" -> depth--;
        case "extends", "implements" -> ofSupertypes = depth == 0;
        case "permits" -> permits |= depth == 0;
        default -> {
          if (ofSupertypes && depth == 0) {
            supertypes.add(token.text());
          }
        }
      }
    }
    return new Type(
        tokens.get(keyword + 1).text(),
        isSealed(tokens, keyword),
        permits,
        supertypes,
        tokens.get(body).start());
  }

  /// Whether `sealed`, which is not `non-sealed`, is among the words in front of the keyword.
  private static boolean isSealed(List<CodeTokens.Token> tokens, int keyword) {
    return Stream.iterate(keyword - 1, at -> at >= 0 && tokens.get(at).isName(), at -> at - 1)
        .anyMatch(at ->
            tokens.get(at).text().equals("sealed")
                && (at == 0 || !tokens.get(at - 1).text().equals("-")));
  }
}
