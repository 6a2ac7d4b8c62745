package org.muster.kernel.magic;

import java.util.List;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;
import org.jspecify.annotations.Nullable;
import org.muster.kernel.channel.OutputStreamName;
import org.muster.kernel.display.NotebookKernel;
import org.muster.kernel.eval.CellResult;
import org.muster.kernel.eval.CellRun;
import org.muster.kernel.eval.Declarations.Declared;
import org.muster.kernel.eval.Evaluator;

/// `%who`: what the cells have declared, as a table; with words behind it, only what is of these
/// types or kinds.
final class Who {

  private static final int LONGEST_VALUE = 60;

  private Who() {}

  /// A line of the table.
  record Entry(String name, String type, String value, int cell) {}

  static CellResult list(
      CellRun run, Evaluator evaluator, NotebookKernel kernel, List<String> types) {
    return evaluator.call(
        run,
        () -> {
          List<Entry> entries =
              evaluator.declarations().list().stream()
                  .filter(each -> types.isEmpty() || types.contains(each.type()))
                  .map(each -> entry(each, kernel))
                  .toList();
          if (entries.isEmpty()) {
            run.output().print(OutputStreamName.STDOUT, "nothing is declared\n");
            return null;
          }
          return entries;
        });
  }

  private static Entry entry(Declared declared, NotebookKernel kernel) {
    return new Entry(
        declared.name(), declared.type(), preview(declared.value(), kernel), declared.cell());
  }

  /// The first line of what the notebook would show.
  private static String preview(@Nullable Object value, NotebookKernel kernel) {
    if (value == null) {
      return "";
    }
    String text;
    try {
      DisplayData shown = kernel.getRenderer().render(value);
      text = String.valueOf(shown.getData(MIMEType.TEXT_PLAIN)).strip();
    } catch (RuntimeException e) {
      return "(its text cannot be made: " + e.getClass().getSimpleName() + ")";
    }
    int line = text.indexOf('\n');
    String first = line < 0 ? text : text.substring(0, line);
    boolean cut = line >= 0 || first.length() > LONGEST_VALUE;
    return cut ? first.substring(0, Math.min(first.length(), LONGEST_VALUE)) + "…" : first;
  }
}
