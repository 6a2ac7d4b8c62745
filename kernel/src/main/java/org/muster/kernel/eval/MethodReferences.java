package org.muster.kernel.eval;

import java.util.List;

/// Method references as calls: JShell knows what can stand behind `text.`, and of what can stand
/// behind `String::` only the static part.
final class MethodReferences {

  private static final String COLONS = "::";

  private MethodReferences() {}

  /// Whether a name that begins here is that of a method reference.
  static boolean isAt(String code, int start) {
    return code.startsWith(COLONS, start - COLONS.length());
  }

  /// What stands in front of the colons.
  static String receiver(String code, int snippet, int start) {
    int end = start - COLONS.length();
    return code.substring(Receivers.start(code, snippet, end), end).strip();
  }

  /// Code that the name can stand behind, with a point at its end: of a type, for its objects and
  /// for itself.
  static List<String> asCalls(String code, int snippet, int start, CompletionKinds kinds) {
    String receiver = receiver(code, snippet, start);
    return receiver.isEmpty()
        ? List.of()
        : kinds.isType(receiver)
            ? List.of("((%s) null).".formatted(receiver), receiver + ".")
            : List.of(receiver + ".");
  }
}
