package org.muster.kernel.eval;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Suggestion;

/// What could stand at places where JShell suggests nothing, or nothing that fits: annotations, the
/// labels of a `switch`, the methods behind `::`.
///
/// **Threads.** Used by the thread that evaluates.
final class SpecialPlaces {

  private static final Pattern LABEL = Pattern.compile("\\bcase\\s+(?:\\w+\\s*,\\s*)*$");

  private final SourceCodeAnalysis analysis;
  private final CompletionKinds kinds;

  SpecialPlaces(SourceCodeAnalysis analysis, CompletionKinds kinds) {
    this.analysis = analysis;
    this.kinds = kinds;
  }

  /// What fits.
  ///
  /// @param snippet where the snippet begins that holds the cursor
  /// @param start of the name at the cursor
  /// @param prefix what there is of the name
  List<String> complete(String code, int snippet, int start, String prefix) {
    if (MethodReferences.isAt(code, start)) {
      return methods(code, snippet, start, prefix);
    }
    if (start > 0 && code.charAt(start - 1) == '@') {
      return suggestions(prefix).filter(kinds::isAnnotation).toList();
    }
    return labels(code.substring(snippet, start))
        .filter(label -> label.startsWith(prefix))
        .toList();
  }

  private List<String> methods(String code, int snippet, int start, String prefix) {
    SequencedSet<String> names = new LinkedHashSet<>();
    for (String receiver : MethodReferences.asCalls(code, snippet, start, kinds)) {
      suggestions(receiver + prefix)
          .filter(each -> each.contains("("))
          .forEach(each -> names.add(each.substring(0, each.indexOf('('))));
    }
    List<String> ownFirst =
        names.stream()
            .sorted(Comparator.comparing(each -> CompletionKinds.isOfAnyObject(each + "(")))
            .toList();
    boolean isType = kinds.isType(MethodReferences.receiver(code, snippet, start));
    return Stream.concat(
            ownFirst.stream(),
            isType && "new".startsWith(prefix) ? Stream.of("new") : Stream.empty())
        .toList();
  }

  private Stream<String> suggestions(String code) {
    return analysis.completionSuggestions(code, code.length(), new int[1]).stream()
        .map(Suggestion::continuation);
  }

  /// The constants of the enum, or the subtypes of the sealed type, that the innermost `switch` is
  /// about.
  private Stream<String> labels(String before) {
    Matcher label = LABEL.matcher(before);
    int at = before.lastIndexOf("switch");
    if (!label.find() || at < 0) {
      return Stream.empty();
    }
    int open = before.indexOf('(', at);
    int close = open < 0 ? -1 : Receivers.closing(before, open);
    Class<?> type = close < 0 ? null : kinds.typeOf(before.substring(open + 1, close).strip());
    if (type == null) {
      return Stream.empty();
    }
    return type.isEnum()
        ? Arrays.stream(type.getEnumConstants()).map(each -> ((Enum<?>) each).name())
        : type.isSealed()
            ? Arrays.stream(type.getPermittedSubclasses()).map(Class::getSimpleName)
            : Stream.empty();
  }
}
