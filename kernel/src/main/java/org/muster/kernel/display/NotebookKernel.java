package org.muster.kernel.display;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import jdk.jshell.SourceCodeAnalysis.Documentation;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.JupyterIO;
import org.dflib.jjava.jupyter.kernel.LanguageInfo;
import org.dflib.jjava.jupyter.kernel.ReplacementOptions;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.kernel.history.HistoryManager;
import org.dflib.jjava.jupyter.kernel.magic.MagicParser;
import org.dflib.jjava.jupyter.kernel.magic.MagicTranspiler;
import org.dflib.jjava.jupyter.kernel.magic.MagicsRegistry;
import org.dflib.jjava.jupyter.kernel.util.StringStyler;
import org.jspecify.annotations.Nullable;
import org.muster.kernel.eval.CodeAssistant;

/// The kernel in the shape that jjava's extensions and magics expect: its renderer, its registry of
/// magics, evaluation and completion. The rest of jjava's base class, its channels above all, is
/// not in use.
public final class NotebookKernel extends BaseKernel {

  private final CodeAssistant assistant;
  private final Function<String, @Nullable Object> eval;
  private final Display display;

  /// The kernel of this process.
  ///
  /// @param eval evaluates code as a part of the running cell
  public NotebookKernel(
      String version,
      Display display,
      CodeAssistant assistant,
      Function<String, @Nullable Object> eval) {
    super(
        "muster",
        version,
        new LanguageInfo.Builder("java").version(Runtime.version().toString()).build(),
        List.of(),
        noHistory(),
        new JupyterIO(StandardCharsets.UTF_8),
        new NoComms(),
        new Renderer(), // is told how images look, which ours knows already
        new MagicParser("(?<=(?:^|=))\\s*%", "%%", new MagicTranspiler()),
        new MagicsRegistry(),
        true,
        new StringStyler.Builder().build());
    this.assistant = assistant;
    this.eval = eval;
    this.display = display;
  }

  /// Makes this the kernel that libraries find without being given one.
  public void install() {
    installNotebookKernel();
  }

  @Override
  public Renderer getRenderer() {
    return display.renderer();
  }

  @Override
  public void display(DisplayData data) {
    var _ = Notebook.display(data);
  }

  @Override
  public DisplayData eval(String code) {
    return display.data(evalRaw(code));
  }

  @Override
  public @Nullable Object evalRaw(String code) {
    return eval.apply(code);
  }

  @Override
  public DisplayData inspect(String code, int at, boolean extended) {
    return new DisplayData(
        assistant.inspect(code, code.codePointCount(0, at)).stream()
            .map(Documentation::signature)
            .collect(Collectors.joining("\n")));
  }

  @Override
  public ReplacementOptions complete(String code, int at) {
    CodeAssistant.Completions found = assistant.complete(code, code.codePointCount(0, at));
    return new ReplacementOptions(
        found.matches(),
        code.offsetByCodePoints(0, found.start()),
        code.offsetByCodePoints(0, found.end()));
  }

  @Override
  public String isComplete(String code) {
    CodeAssistant.State state = assistant.state(code);
    return switch (state.completion()) {
      case COMPLETE -> IS_COMPLETE_YES;
      case INCOMPLETE -> state.indent();
      case INVALID -> IS_COMPLETE_BAD;
      case UNKNOWN -> IS_COMPLETE_MAYBE;
    };
  }

  @SuppressWarnings("NullAway") // jjava takes null for "keeps no history"
  private static HistoryManager noHistory() {
    return null;
  }
}
