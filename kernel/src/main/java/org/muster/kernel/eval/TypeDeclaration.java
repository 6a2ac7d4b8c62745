package org.muster.kernel.eval;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.Snippet;
import jdk.jshell.SourceCodeAnalysis;

/// Tells declarations of types from other statements, without JShell.
///
/// `sourceToSnippets` must not see one: ever after, JShell (25.0.3) makes each anonymous class in
/// an expression a subclass of `Object` alone, whatever it says it is.
final class TypeDeclaration {

  private static final Pattern START =
      Pattern.compile(
          "\\s*(?:(?:@[\\w.]+(?:\\([^)]*\\))?|public|protected|private|static|final|abstract|sealed|non-sealed|strictfp)\\s+)*"
              + "(?:class|interface|enum|record|@interface)\\s+(\\w+)\\s*[<({\\w]");

  private TypeDeclaration() {}

  /// The name of the type that this statement declares, if it declares one.
  static Optional<String> nameIn(String statement) {
    Matcher start = START.matcher(statement);
    return start.lookingAt() ? Optional.of(start.group(1)) : Optional.empty();
  }

  /// The snippets of a statement; none if it declares a type.
  static List<Snippet> otherSnippets(SourceCodeAnalysis analysis, String statement) {
    return nameIn(statement).isPresent() ? List.of() : analysis.sourceToSnippets(statement);
  }
}
