package org.muster.kernel.magic;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.muster.kernel.channel.OutputStreamName;
import org.muster.kernel.eval.CellResult;
import org.muster.kernel.eval.CellRun;
import org.muster.kernel.eval.CellSource;
import org.muster.kernel.library.LibraryException;
import org.muster.kernel.library.PathPatterns;
import org.muster.kernel.message.ErrorContent;

/// What the environment wants every notebook to begin with: files of `MUSTER_INIT`, or those that
/// IJava and JJava would run, and code that stands in one of their variables itself.
///
/// They run in front of the first cell and show their output under it. One that fails is told
/// there, and the cell runs all the same.
///
/// **Threads.** Used by the thread that evaluates.
public final class StartUpScripts {

  private static final List<String> OF_FILES =
      List.of("MUSTER_INIT", "JJAVA_STARTUP_SCRIPTS_PATH", "IJAVA_STARTUP_SCRIPTS_PATH");
  private static final List<String> OF_CODE =
      List.of("JJAVA_STARTUP_SCRIPT", "IJAVA_STARTUP_SCRIPT");

  private final Magics magics;
  private final Map<String, String> environment;
  private boolean ran;

  public StartUpScripts(Magics magics, Map<String, String> environment) {
    this.magics = magics;
    this.environment = environment;
  }

  /// Runs the scripts, the first time that this is called.
  public void runOnce(CellRun run) {
    if (ran) {
      return;
    }
    ran = true;
    String files = firstOf(OF_FILES);
    if (files != null) {
      for (String pattern :
          environment.getOrDefault(files, "").split(Pattern.quote(File.pathSeparator), -1)) {
        if (!pattern.isBlank()) {
          runFiles(run, files, pattern.strip());
        }
      }
    }
    String code = firstOf(OF_CODE);
    if (code != null) {
      run(run, "the code in " + code, environment.getOrDefault(code, ""));
    }
  }

  private @Nullable String firstOf(List<String> variables) {
    return variables.stream()
        .filter(each -> !environment.getOrDefault(each, "").isBlank())
        .findFirst()
        .orElse(null);
  }

  private void runFiles(CellRun run, String variable, String pattern) {
    try {
      for (Path file : PathPatterns.expand(pattern)) {
        for (String cell : SourceFile.cells(file)) {
          run(run, "the start-up script " + file, cell);
        }
      }
    } catch (LibraryException e) {
      run.output()
          .print(
              OutputStreamName.STDERR,
              "%s names a start-up script: %s\n".formatted(variable, e.getMessage()));
    }
  }

  private void run(CellRun run, String what, String code) {
    if (magics.eval(run, CellSource.of(0, code))
        instanceof CellResult.Failed(ErrorContent error, _)) {
      String text = what + " failed\n" + String.join("\n", error.traceback()) + "\n";
      run.output().print(OutputStreamName.STDERR, text);
    }
  }
}
