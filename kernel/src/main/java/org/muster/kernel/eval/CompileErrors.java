package org.muster.kernel.eval;

import static org.muster.kernel.eval.CellErrors.BOLD;
import static org.muster.kernel.eval.CellErrors.PLAIN;
import static org.muster.kernel.eval.CellErrors.RED;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import jdk.jshell.Diag;
import org.muster.kernel.message.ErrorContent;

/// What the compiler says about a cell, in lines of the cell, one after the other.
final class CompileErrors {

  private static final String NAME = "CompileError";

  private final CellSource source;
  private final ErrorHints hints;
  private final Set<String> told = new HashSet<>();
  private final List<String> messages = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();

  CompileErrors(CellSource source, ErrorHints hints) {
    this.source = source;
    this.hints = hints;
  }

  /// Adds what it says about a snippet.
  ///
  /// @param offset of the snippet in the cell
  void add(List<Diag> problems, int offset) {
    for (Diag problem : problems) {
      int at = (int) (offset + Math.max(0, problem.getPosition()));
      // The class that JShell puts around a method has no name here.
      String message =
          problem.getMessage(Locale.ROOT).strip().replaceFirst(" in class\\s{2,}", " ");
      if (told.add(at + " " + message)) { // `Strin a, b;` are two snippets
        add(message.split("\\R", -1), at);
      }
    }
  }

  private void add(String[] message, int at) {
    messages.add(
        String.join(" ", message).replaceAll("\\s*location: class$", "").replaceAll("\\s+", " "));
    lines.add(place(source, at) + " " + message[0]);
    for (int i = 1; i < message.length; i++) {
      // "location: class" names the class that JShell puts around a snippet.
      if (!message[i].strip().equals("location: class")) {
        lines.add("  " + message[i].strip());
      }
    }
    lines.add("    " + source.lineTextAt(at));
    lines.add("    " + source.caretIndentAt(at) + RED + "^" + PLAIN);
    hints.of(List.of(message), source.lineTextAt(at)).forEach(hint -> lines.add("  " + hint));
  }

  boolean isEmpty() {
    return messages.isEmpty();
  }

  /// All of it; how many there are comes first if there is more than one.
  ErrorContent content() {
    List<String> traceback = new ArrayList<>(lines);
    if (messages.size() > 1) {
      traceback.addFirst("%d errors in cell [%d]".formatted(messages.size(), source.cell()));
    }
    String first = messages.isEmpty() ? "the cell does not compile" : messages.getFirst();
    return new ErrorContent(NAME, first, List.copyOf(traceback));
  }

  /// The compiler has a bug, and this snippet met it.
  ///
  /// @param how it failed
  /// @param offset of the snippet in the cell
  static CellResult compilerFailed(String how, CellSource source, int offset) {
    String message =
        how.contains(StackOverflowError.class.getName())
            ? "this is nested too deeply for the Java compiler, which has no stack left for it. It was not run; cut it into several statements, or compute it in a loop."
            : "the Java compiler itself failed at this cell: %s. Nothing was run; write it in another way."
                .formatted(how);
    return new CellResult.Failed(
        new ErrorContent(NAME, message, List.of(place(source, offset) + " " + message)), null);
  }

  private static String place(CellSource source, int offset) {
    return "%s%scell [%d], line %d:%s"
        .formatted(BOLD, RED, source.cell(), source.lineAt(offset), PLAIN);
  }
}
