package org.muster.kernel.eval;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.stream.Stream;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.MethodSnippet;
import jdk.jshell.Snippet;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.SourceCodeAnalysis.Documentation;
import jdk.jshell.SourceCodeAnalysis.Suggestion;

/// What an editor asks about code that has not run yet.
///
/// Offsets are in code points, as everywhere in Jupyter; JShell's are in UTF-16 units.
///
/// **Threads.** Used by the thread that evaluates.
public final class CodeAssistant {

  private static final int INDENT = 4;

  /// Names that JShell makes for itself.
  private static final String OF_JSHELL = "$JShell$";

  private final SourceCodeAnalysis analysis;
  private final CompletionKinds kinds;
  private final Knowledge knowledge;
  private final SpecialPlaces places;

  CodeAssistant(SourceCodeAnalysis analysis, CompletionKinds kinds, Declarations declarations) {
    this.analysis = analysis;
    this.kinds = kinds;
    knowledge = new Knowledge(analysis, kinds, declarations);
    places = new SpecialPlaces(analysis, kinds);
  }

  /// What could replace the code points `[start, end)`, best first.
  ///
  /// @param kinds what the matches are, in the same order; empty if that is not known
  public record Completions(
      List<String> matches, int start, int end, List<CompletionKinds.Item> kinds) {

    public Completions(List<String> matches, int start, int end) {
      this(matches, start, end, List.of());
    }
  }

  /// Whether code can run as it is; `indent` is for the next line if it cannot.
  public record State(Completion completion, String indent) {}

  /// The states of the specification.
  public enum Completion {
    COMPLETE,
    INCOMPLETE,
    INVALID,
    UNKNOWN
  }

  /// What could stand at the cursor; what fits the expected type comes first.
  public Completions complete(String code, int cursor) {
    NameIndex.await();
    int at = code.offsetByCodePoints(0, cursor);
    if (CellScanner.isInText(code, at)) {
      return new Completions(List.of(), cursor, cursor);
    }
    int snippet = startOfSnippet(code, at);
    var best = new LinkedHashSet<String>();
    var others = new LinkedHashSet<String>();
    int identifier = startOfIdentifier(code, at);
    String prefix = code.substring(identifier, at);
    places.complete(code, snippet, identifier, prefix).forEach(best::add);
    int start = suggest(code, snippet, at, best, others);
    if (snippet > 0) {
      // What the cell declares further up is not known yet, unless one reads the cell as one block.
      int whole = suggest(code, 0, at, best, others);
      start = start < 0 ? whole : start;
    }
    if (!code.startsWith(".", identifier - 1) && !MethodReferences.isAt(code, identifier)) {
      declaredBefore(code, snippet).filter(name -> name.startsWith(prefix)).forEach(best::add);
    }
    List<String> matches =
        Stream.of(best, others).flatMap(CodeAssistant::sorted).distinct().toList();
    int from = start < 0 ? identifier : start;
    return new Completions(
        matches,
        code.codePointCount(0, from),
        cursor,
        matches.isEmpty() ? List.of() : kinds.of(code, snippet, from, matches));
  }

  /// Where the line begins that starts with `%` and holds the cursor; -1 if it is in Java code.
  /// Both offsets are in UTF-16 units.
  public int directiveAt(String code, int at) {
    int line = code.lastIndexOf('\n', at - 1) + 1;
    if (!code.substring(line, at).stripLeading().startsWith("%")) {
      return -1;
    }
    int start = startOfSnippet(code, at);
    return start < at && code.charAt(start) == '%' ? start : -1;
  }

  /// Signatures and javadoc of what stands at the cursor; empty if nothing is known.
  public List<Documentation> inspect(String code, int cursor) {
    int at = endOfIdentifier(code, code.offsetByCodePoints(0, cursor));
    return knowledge.at(code, startOfSnippet(code, at), startOfIdentifier(code, at), at);
  }

  /// Whether Enter should run the code.
  public State state(String code) {
    String rest = code;
    while (true) {
      int at = CellScanner.skipBlank(rest, 0);
      if (rest.startsWith("%", at)) {
        rest = rest.substring(CellScanner.endOfLine(rest, at));
        continue;
      }
      CompletionInfo info = analysis.analyzeCompletion(rest);
      switch (info.completeness()) {
        case EMPTY -> {
          return new State(Completion.COMPLETE, "");
        }
        case COMPLETE, COMPLETE_WITH_SEMI -> rest = info.remaining();
        case DEFINITELY_INCOMPLETE, CONSIDERED_INCOMPLETE -> {
          return new State(Completion.INCOMPLETE, nextIndent(code));
        }
        case UNKNOWN -> {
          return new State(Completion.INVALID, "");
        }
      }
    }
  }

  private static Stream<String> sorted(SequencedSet<String> matches) {
    return matches.stream()
        .sorted(Comparator.comparingInt(match -> CompletionKinds.isOfAnyObject(match) ? 1 : 0));
  }

  private int suggest(
      String code, int from, int at, SequencedSet<String> best, SequencedSet<String> others) {
    int[] anchor = {-1};
    List<Suggestion> suggestions =
        analysis.completionSuggestions(code.substring(from, at), at - from, anchor);
    for (Suggestion suggestion : suggestions) {
      if (!suggestion.continuation().startsWith(OF_JSHELL)) {
        (suggestion.matchesType() ? best : others).add(suggestion.continuation());
      }
    }
    return suggestions.isEmpty() ? -1 : from + anchor[0];
  }

  /// The offset of the snippet that holds this offset.
  private int startOfSnippet(String code, int at) {
    int start = 0;
    while (true) {
      int begin = CellScanner.skipBlank(code, start);
      if (begin < at && code.charAt(begin) == '%') {
        start = CellScanner.endOfLine(code, begin);
        if (start >= at) {
          return begin;
        }
        continue;
      }
      CompletionInfo info = analysis.analyzeCompletion(code.substring(start));
      if (info.completeness() != Completeness.COMPLETE || info.remaining().isEmpty()) {
        return start;
      }
      int next = code.length() - info.remaining().length();
      if (next >= at) {
        return start;
      }
      start = next;
    }
  }

  /// The names that the cell itself declares in front of this offset.
  private Stream<String> declaredBefore(String code, int end) {
    List<String> names = new ArrayList<>();
    int at = 0;
    while ((at = CellScanner.skipBlank(code, at)) < end) {
      if (code.charAt(at) == '%') {
        at = CellScanner.endOfLine(code, at);
        continue;
      }
      CompletionInfo info = analysis.analyzeCompletion(code.substring(at, end));
      if (info.completeness() != Completeness.COMPLETE) {
        break;
      }
      TypeDeclaration.nameIn(info.source()).ifPresent(names::add);
      for (Snippet snippet : TypeDeclaration.otherSnippets(analysis, info.source())) {
        if (snippet instanceof MethodSnippet method) {
          names.add(method.name() + "(");
        } else if (snippet instanceof DeclarationSnippet declaration
            && snippet.subKind() != Snippet.SubKind.TEMP_VAR_EXPRESSION_SUBKIND) {
          names.add(declaration.name());
        }
      }
      at = end - info.remaining().length();
    }
    return names.stream();
  }

  private static int startOfIdentifier(String code, int at) {
    int start = at;
    while (start > 0 && Character.isJavaIdentifierPart(code.codePointBefore(start))) {
      start -= Character.charCount(code.codePointBefore(start));
    }
    return start;
  }

  private static int endOfIdentifier(String code, int at) {
    int end = at;
    while (end < code.length() && Character.isJavaIdentifierPart(code.codePointAt(end))) {
      end += Character.charCount(code.codePointAt(end));
    }
    return end;
  }

  /// As deep as the last line, one step deeper behind what opens a block, a list or a body.
  private static String nextIndent(String code) {
    String last = code.stripTrailing();
    last = last.substring(last.lastIndexOf('\n') + 1);
    String indent = last.substring(0, last.length() - last.stripLeading().length());
    boolean opens =
        last.endsWith("{")
            || last.endsWith("(")
            || last.endsWith("[")
            || last.endsWith("->")
            || last.strip().matches("(?:case\\b.*|default\\s*):");
    return indent + (!opens ? "" : indent.startsWith("\t") ? "\t" : " ".repeat(INDENT));
  }
}
