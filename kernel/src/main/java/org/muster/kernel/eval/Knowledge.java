package org.muster.kernel.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Documentation;

/// What is known of the names in code: signatures, and comments from the sources of the JDK, of
/// libraries and of the notebook itself.
///
/// **Threads.** Used by the thread that evaluates.
final class Knowledge {

  /// JShell puts the components of a record behind its name, and the signature of its member, or
  /// the parameters of its constructor, behind that.
  private static final Pattern COMPONENTS = Pattern.compile("\\([^()]*\\)(?=[.(])");

  private static final Pattern IMPORT = Pattern.compile("\\s*import\\s+(?:(?:static|module)\\s+)?");

  private final SourceCodeAnalysis analysis;
  private final CompletionKinds kinds;
  private final Declarations declarations;

  Knowledge(SourceCodeAnalysis analysis, CompletionKinds kinds, Declarations declarations) {
    this.analysis = analysis;
    this.kinds = kinds;
    this.declarations = declarations;
  }

  private record Known(String signature, String javadoc) implements Documentation {}

  /// Signatures and comments of a name; empty if nothing is known.
  ///
  /// @param snippet where the snippet begins that holds the name
  /// @param start of the name
  /// @param end of the name
  List<Documentation> at(String code, int snippet, int start, int end) {
    String name = code.substring(start, end);
    boolean isMember = start > 0 && code.charAt(start - 1) == '.';
    boolean isReference = MethodReferences.isAt(code, start);
    if (!isMember && !isReference) {
      List<Declarations.Declared> declared = declarations.named(name);
      if (!declared.isEmpty()) {
        return declared.stream().<Documentation>map(DeclaredHere::of).toList();
      }
    }
    if (isReference) {
      return MethodReferences.asCalls(code, snippet, start, kinds).stream()
          .map(receiver -> ofCall(receiver, name))
          .filter(found -> !found.isEmpty())
          .findFirst()
          .orElse(List.of());
    }
    var imported = IMPORT.matcher(code).region(snippet, code.length());
    int from = imported.lookingAt() && imported.end() <= start ? imported.end() : snippet;
    List<Documentation> found = asked(code.substring(from, end), end - from, code, from);
    if (found.isEmpty() && snippet > 0) {
      found = asked(code, end, code, 0);
    }
    int receiver = isMember ? Receivers.start(code, 0, start - 1) : start;
    return described(found, isMember ? code.substring(receiver, start - 1).strip() : "", name);
  }

  private List<Documentation> ofCall(String receiver, String name) {
    String call = receiver + name + "(";
    List<Documentation> found = analysis.documentation(call, call.length(), true);
    return described(found, receiver.replaceFirst("\\.$", "").strip(), name);
  }

  private List<Documentation> asked(String upToEnd, int at, String code, int from) {
    List<Documentation> found = analysis.documentation(code.substring(from), at, true);
    if (found.isEmpty()) {
      found = analysis.documentation(upToEnd, at, true);
    }
    // JShell knows a method only from inside its parentheses.
    return found.isEmpty()
        ? analysis.documentation(upToEnd.substring(0, at) + "(", at + 1, true)
        : found;
  }

  /// The same with comments from the sources, where there were none.
  ///
  /// @param receiver what stands in front of the name and its point, or nothing
  private List<Documentation> described(List<Documentation> found, String receiver, String name) {
    List<Documentation> described = new ArrayList<>();
    for (Documentation each : found) {
      String signature = COMPONENTS.matcher(each.signature()).replaceAll("");
      String javadoc = each.javadoc();
      boolean hasText = javadoc != null && !javadoc.isBlank();
      described.add(new Known(signature, hasText ? javadoc : comment(signature, receiver, name)));
    }
    return described;
  }

  private String comment(String signature, String receiver, String name) {
    Class<?> type = kinds.typeOf(receiver.isEmpty() ? name : receiver);
    if (type == null) {
      return "";
    }
    String member = receiver.isEmpty() ? "" : name;
    int parameters = parametersOf(signature);
    for (Class<?> each : CompletionKinds.declaring(type, member, parameters)) {
      List<String> comments =
          WrapperName.isOfCell(each.getName())
              ? declarations.named(each.getSimpleName()).stream()
                  .flatMap(declared ->
                      LibrarySources.comments(
                          declared.source(), each.getSimpleName(), member, parameters)
                          .stream())
                  .toList()
              : LibrarySources.comments(each, member, parameters);
      if (!comments.isEmpty()) {
        return comments.getFirst();
      }
    }
    return "";
  }

  /// How many parameters a signature has; -1 if it is of no method.
  private static int parametersOf(String signature) {
    int open = signature.indexOf('(');
    int close = signature.lastIndexOf(')');
    if (open < 0 || close < open) {
      return -1;
    }
    String inner = signature.substring(open + 1, close).replaceAll("<[^<>]*>", "");
    return inner.isBlank() ? 0 : (int) inner.chars().filter(c -> c == ',').count() + 1;
  }
}
