package org.muster.kernel.eval;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.SourceCodeAnalysis.SnippetWrapper;
import org.jspecify.annotations.Nullable;

/// Where in the notebook the line of a stack frame is.
///
/// JShell compiles each snippet as a class of its own, so a line number of a frame counts lines
/// that nobody wrote. This remembers, by class name, which part of which cell the class came from.
///
/// **Threads.** May be used from any thread.
final class SnippetPlaces {

  /// In the name of a class that has none in the cell.
  private static final String ANONYMOUS = "$JShell$anonymous$";

  private record Origin(CellSource source, int offset, SnippetWrapper wrapper) {}

  /// A line of a cell.
  record Place(int cell, int line, String text) {}

  private final Map<String, Origin> byClass = new ConcurrentHashMap<>();

  /// Remembers a snippet.
  ///
  /// @param offset of the snippet in its cell
  void add(SnippetWrapper wrapper, CellSource source, int offset) {
    byClass.put(wrapper.fullClassName(), new Origin(source, offset, wrapper));
  }

  /// A snippet as it stands in its cell.
  record Written(CellSource source, int offset) {

    /// The documentation comment in front of it; empty if there is none.
    String comment() {
      return CellScanner.commentBefore(source.text(), offset);
    }
  }

  /// Where the snippet of a wrapper was written; null if in no cell.
  @Nullable Written written(String wrapper) {
    Origin origin = originOf(wrapper);
    return origin == null ? null : new Written(origin.source, origin.offset);
  }

  static boolean isOfCell(StackTraceElement frame) {
    return WrapperName.isOfCell(frame.getClassName());
  }

  /// The line of a frame, or empty if it is in no cell.
  Optional<Place> of(StackTraceElement frame) {
    if (!isOfCell(frame)) {
      return Optional.empty();
    }
    String outer = WrapperName.of(frame.getClassName());
    Origin origin = originOf(outer);
    if (origin == null) {
      return Optional.empty();
    }
    int inSnippet = origin.wrapper.wrappedToSourcePosition(lastOfLine(origin, frame));
    int inCell = origin.offset + Math.clamp(inSnippet, 0, origin.wrapper.source().length());
    CellSource source = origin.source;
    return Optional.of(
        new Place(
            source.cell(),
            source.lineAt(inCell),
            source.lineTextAt(source.lineStart(inCell)).strip()));
  }

  /// The same snippet, one line further down, is another one to JShell now.
  void restored(SnippetWrapper old, SnippetWrapper restored) {
    Origin origin = originOf(old.fullClassName());
    if (origin != null && restored.source().endsWith(origin.wrapper.source())) {
      int added = restored.source().length() - origin.wrapper.source().length();
      byClass.put(
          restored.fullClassName(), new Origin(origin.source, origin.offset - added, restored));
    }
  }

  private @Nullable Origin originOf(String wrapper) {
    Origin found = byClass.get(wrapper);
    if (found != null && found.wrapper.fullClassName().equals(wrapper)) {
      return found;
    }
    // A snippet gets another class when something that it uses was replaced.
    return byClass.values().stream()
        .filter(origin -> origin.wrapper.fullClassName().equals(wrapper))
        .findFirst()
        .orElse(null);
  }

  /// Forgets the snippets none of whose classes is there any more.
  ///
  /// @param wrappers those that are
  void keepOnly(Set<String> wrappers) {
    byClass
        .entrySet()
        .removeIf(entry ->
            !wrappers.contains(entry.getKey())
                && !wrappers.contains(entry.getValue().wrapper.fullClassName()));
  }

  /// The last character of the frame's line: what is added to a line is in front of what was
  /// written. Of a class without a name, JShell puts the end of a member and the next one into one
  /// line: there it is where the frame's own method begins.
  private static int lastOfLine(Origin origin, StackTraceElement frame) {
    String wrapped = origin.wrapper.wrapped();
    int start = 0;
    for (int line = 1; line < frame.getLineNumber(); line++) {
      int next = wrapped.indexOf('\n', start);
      if (next < 0) {
        break;
      }
      start = next + 1;
    }
    int end = wrapped.indexOf('\n', start);
    int last = Math.max(start, (end < 0 ? wrapped.length() : end) - 1);
    if (frame.getClassName().contains(ANONYMOUS)) {
      Matcher method =
          Pattern.compile(
                  "\\b%s\\s*\\([^()]*\\)[\\w\\s.,]*\\{"
                      .formatted(Pattern.quote(frame.getMethodName())))
              .matcher(wrapped)
              .region(start, last);
      return method.find() ? method.start() : last;
    }
    return last;
  }
}
