package org.muster.kernel.eval;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import jdk.jshell.SourceCodeAnalysis.SnippetWrapper;

/// Where in the notebook the line of a stack frame is.
///
/// JShell compiles each snippet as a class of its own, so a line number of a frame counts lines
/// that nobody wrote. This remembers, by class name, which part of which cell the class came from.
///
/// **Threads.** May be used from any thread.
final class SnippetPlaces {

  /// The classes of cells, and what is nested in them.
  private static final String PREFIX = "REPL.$JShell$";

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

  static boolean isOfCell(StackTraceElement frame) {
    return frame.getClassName().startsWith(PREFIX);
  }

  /// The line of a frame, or empty if it is in no cell.
  Optional<Place> of(StackTraceElement frame) {
    if (!isOfCell(frame)) {
      return Optional.empty();
    }
    String name = frame.getClassName();
    int nested = name.indexOf('$', PREFIX.length());
    String outer = nested < 0 ? name : name.substring(0, nested);
    Origin origin = byClass.get(outer);
    if (origin == null || !origin.wrapper.fullClassName().equals(outer)) {
      return Optional.empty(); // compiled again since, because something that it uses was replaced
    }
    int inSnippet = origin.wrapper.wrappedToSourcePosition(lastOfLine(origin, frame));
    int inCell = origin.offset + Math.clamp(inSnippet, 0, origin.wrapper.source().length());
    CellSource source = origin.source;
    return Optional.of(
        new Place(source.cell(), source.lineAt(inCell), source.lineTextAt(inCell).strip()));
  }

  /// The last character of the frame's line: what is added to a line is in front of what was
  /// written.
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
    return Math.max(start, (end < 0 ? wrapped.length() : end) - 1);
  }
}
