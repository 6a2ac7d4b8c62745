package org.muster.kernel.eval;

import java.io.NotSerializableException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.muster.kernel.message.ErrorContent;
import org.muster.parallel.RemoteException;
import org.muster.parallel.TaskNotSerializableException;
import org.muster.parallel.task.ThrownParts;

/// Exceptions as a notebook shows them: in lines of cells, without the kernel's own frames.
final class CellErrors {

  static final String RED = "\u001b[31m";
  static final String BOLD = "\u001b[1m";
  static final String PLAIN = "\u001b[0m";
  private static final int MOST_FRAMES = 30;

  /// A stream alone puts a dozen of them between two lines of a cell.
  private static final int MOST_JDK_FRAMES = 3;

  /// A method that calls itself is shown once.
  private static final int MOST_REPETITIONS = 3;

  private static final int MOST_CAUSES = 20;

  /// A cast from a type of a cell to the type of that name.
  private static final Pattern OF_TWO_VERSIONS =
      Pattern.compile(
          "class REPL\\.\\$JShell\\$\\w+\\$(?<type>\\S+) cannot be cast to class"
              + " REPL\\.\\$JShell\\$\\w+\\$\\k<type> .*");

  private final SnippetPlaces places;

  CellErrors(SnippetPlaces places) {
    this.places = places;
  }

  /// An exception with its causes and what it suppressed.
  ErrorContent thrown(Throwable thrown) {
    return thrown(thrown, nameOf(thrown), messageOf(thrown));
  }

  /// The same under another name.
  ErrorContent thrown(Throwable thrown, String name, String message) {
    List<String> lines = new ArrayList<>();
    lines.add(heading(name, message));
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    seen.add(thrown);
    List<StackTraceElement> frames = framesOfUser(ThrownParts.stack(thrown));
    addFrames(lines, frames, 0, "    ");
    addRelated(lines, thrown, frames, seen, "");
    if (thrown instanceof OutOfMemoryError memory) {
      lines.addAll(MemoryAdvice.of(memory));
    }
    return new ErrorContent(name, message, List.copyOf(lines));
  }

  private void addRelated(
      List<String> lines,
      Throwable thrown,
      List<StackTraceElement> frames,
      Set<Throwable> seen,
      String indent) {
    for (Throwable suppressed : thrown.getSuppressed()) {
      add(lines, "suppressed: ", suppressed, frames, seen, indent + "  ");
    }
    add(lines, "caused by: ", causeOf(thrown), frames, seen, indent);
  }

  /// The cause, unless it says again what the message says already: where in serialization the
  /// stream gave up.
  private static @Nullable Throwable causeOf(Throwable thrown) {
    Throwable cause = ThrownParts.cause(thrown);
    return thrown instanceof TaskNotSerializableException
            && cause instanceof NotSerializableException
        ? null
        : cause;
  }

  private void add(
      List<String> lines,
      String relation,
      @Nullable Throwable thrown,
      List<StackTraceElement> shown,
      Set<Throwable> seen,
      String indent) {
    if (thrown == null || seen.size() >= MOST_CAUSES || !seen.add(thrown)) {
      return;
    }
    lines.add(indent + relation + heading(nameOf(thrown), messageOf(thrown)));
    List<StackTraceElement> frames = framesOfUser(ThrownParts.stack(thrown));
    // What the kernel itself complains of, such as a file, has no place in the user's code.
    boolean isOfKernel = shown.isEmpty() && frames.stream().noneMatch(SnippetPlaces::isOfCell);
    if (!isOfKernel) {
      addFrames(lines, frames, framesInCommon(frames, shown), indent + "    ");
    }
    addRelated(lines, thrown, frames, seen, indent);
  }

  /// How many of the outermost frames were shown already; never all of them.
  private static int framesInCommon(List<StackTraceElement> frames, List<StackTraceElement> shown) {
    int most = Math.min(frames.size() - 1, shown.size());
    int count = 0;
    while (count < most
        && frames.get(frames.size() - 1 - count).equals(shown.get(shown.size() - 1 - count))) {
      count++;
    }
    return count;
  }

  /// @param omitted how many of the outermost frames to leave out
  private void addFrames(
      List<String> lines, List<StackTraceElement> all, int omitted, String indent) {
    List<StackTraceElement> frames = all.subList(0, all.size() - omitted);
    boolean textShown = false;
    int ofJdkInARow = 0;
    int most = lines.size() + MOST_FRAMES;
    int next = 0;
    while (next < frames.size() && lines.size() < most) {
      StackTraceElement frame = frames.get(next);
      int repeated = 1;
      while (next + repeated < frames.size() && frame.equals(frames.get(next + repeated))) {
        repeated++;
      }
      boolean isRecursion = repeated > MOST_REPETITIONS;
      next += isRecursion ? repeated : 1;
      Optional<SnippetPlaces.Place> place = places.of(frame);
      if (place.isEmpty()) {
        ofJdkInARow = isOfJdk(frame) ? ofJdkInARow + 1 : 0;
        if (ofJdkInARow <= MOST_JDK_FRAMES) {
          lines.add(indent + "at " + foreign(frame));
        } else if (ofJdkInARow == MOST_JDK_FRAMES + 1) {
          lines.add(indent + "…");
        }
        continue;
      }
      ofJdkInARow = 0;
      String method = methodOf(frame);
      lines.add(
          "%sat cell [%d], line %d%s"
              .formatted(
                  indent,
                  place.get().cell(),
                  place.get().line(),
                  method.isEmpty() ? "" : ", in " + method));
      if (!textShown) {
        lines.add(indent + "   " + BOLD + place.get().text() + PLAIN);
        textShown = true;
      }
      if (isRecursion) {
        lines.add("%s… the same %,d more times".formatted(indent, repeated - 1));
      }
    }
    if (next < frames.size()) {
      lines.add("%s… %,d more".formatted(indent, frames.size() - next));
    }
  }

  private static boolean isOfJdk(StackTraceElement frame) {
    String module = frame.getModuleName();
    return module != null && (module.startsWith("java.") || module.startsWith("jdk."));
  }

  /// The frames down to the outermost one of a cell, without those that only connect them. Without
  /// any cell those that a library has above Muster's own: `Integer.parseInt` as a task.
  private static List<StackTraceElement> framesOfUser(StackTraceElement[] all) {
    List<StackTraceElement> frames = List.of(all);
    int end = frames.size();
    while (end > 0 && !SnippetPlaces.isOfCell(frames.get(end - 1))) {
      end--;
    }
    return end > 0
        ? frames.subList(0, end).stream().filter(frame -> !isPlumbing(frame)).toList()
        : frames.stream().takeWhile(frame -> !isOfMuster(frame)).toList();
  }

  private static boolean isOfMuster(StackTraceElement frame) {
    return frame.getClassName().startsWith("org.muster.");
  }

  private static boolean isPlumbing(StackTraceElement frame) {
    String type = frame.getClassName();
    return isOfMuster(frame)
        || type.startsWith("jdk.jshell.")
        || type.startsWith("jdk.internal.reflect.")
        || type.startsWith("java.lang.invoke.")
        || type.equals("java.lang.reflect.Method")
        || frame.getMethodName().equals("do_it$Aux");
  }

  private static String foreign(StackTraceElement frame) {
    String module = frame.getModuleName();
    String text =
        new StackTraceElement(
                frame.getClassName(),
                frame.getMethodName(),
                frame.getFileName(),
                frame.getLineNumber())
            .toString();
    return CellClassNames.in(module == null ? text : module + "/" + text);
  }

  /// The method that a frame is in, as the cell calls it: empty for the cell's own statements.
  private static String methodOf(StackTraceElement frame) {
    String method = frame.getMethodName();
    String type = CellClassNames.in(frame.getClassName());
    if (method.startsWith("lambda$")) {
      method = "a lambda";
    } else if (method.startsWith("do_it$") || method.equals(LoopCode.METHOD)) {
      return "";
    } else if (method.equals("<init>")) {
      method = "the constructor";
    }
    if (CellClassNames.isAnonymous(frame.getClassName())) {
      return method + " of an anonymous class";
    }
    boolean nested = !type.startsWith("REPL.");
    return nested && !method.startsWith("a ") && !method.startsWith("the ")
        ? type + "." + method
        : nested ? method + " of " + type : method;
  }

  private static String nameOf(Throwable thrown) {
    return CellClassNames.in(
        thrown instanceof RemoteException standIn
            ? standIn.originalClass()
            : CellClassNames.named(thrown.getClass()).getName());
  }

  private static String messageOf(Throwable thrown) {
    String message = ThrownText.message(thrown);
    Matcher versions = OF_TWO_VERSIONS.matcher(message);
    if (thrown instanceof ClassCastException && versions.matches()) {
      return "`%1$s` was declared again: what was made before is of another `%1$s` than what is made now. Run the cells again that made it"
          .formatted(versions.group("type"));
    }
    return CellClassNames.in(message);
  }

  private static String heading(String name, String message) {
    return BOLD + RED + name + PLAIN + (message.isEmpty() ? "" : ": " + message);
  }
}
