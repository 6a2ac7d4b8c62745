package org.muster.kernel;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.muster.kernel.channel.CellOutput;
import org.muster.kernel.channel.Channels;
import org.muster.kernel.channel.ProtocolLog;
import org.muster.kernel.display.Bundle;
import org.muster.kernel.eval.CellResult;
import org.muster.kernel.eval.CellRun;
import org.muster.kernel.eval.CellSource;
import org.muster.kernel.message.ErrorContent;
import org.muster.kernel.message.Json;
import org.muster.kernel.message.Message;
import org.muster.kernel.message.Publication;
import org.muster.kernel.message.Reply;
import org.muster.kernel.message.Request;

/// Runs the cells that a front end sends, one after the other.
///
/// **Threads.** [#execute] from the shell thread; [#interrupt] from any.
final class Execution {

  private final Channels channels;
  private final Language language;
  private final History history = new History();
  private int count;
  private volatile @Nullable CellRun running;

  Execution(Channels channels, Language language) {
    this.channels = channels;
    this.language = language;
  }

  /// How often cells were run and counted.
  int count() {
    return count;
  }

  /// The cells that were run and counted.
  History history() {
    return history;
  }

  /// Stops the running cell; does nothing between cells.
  void interrupt() {
    CellRun run = running;
    if (run != null) {
      run.interrupt();
    }
  }

  /// Runs a cell and publishes what it shows.
  Reply execute(Message message, Request.Execute request) {
    boolean counts = request.storeHistory() && !request.code().isBlank();
    int number = count + 1;
    if (counts) {
      count = number;
    }
    JsonObject parent = Json.of(message.header());
    if (!request.silent()) {
      channels.publish(parent, new Publication.ExecuteInput(request.code(), number));
    }
    var output =
        new CellOutput(
            publication -> {
              if (!request.silent()) {
                channels.publish(parent, publication);
              }
            },
            channels::schedule);
    var run =
        new CellRun(
            number, output, (prompt, password) -> ask(message, request, output, prompt, password));
    running = run;
    run.begin();
    try {
      return execute(request, run, number, counts);
    } finally {
      running = null;
      output.flush();
    }
  }

  private Reply execute(Request.Execute request, CellRun run, int number, boolean counts) {
    CellResult result = eval(run, request.code());
    String shown = null;
    if (result instanceof CellResult.Value(Object value) && value != null) {
      result =
          language
              .evaluator()
              .call(
                  run,
                  () -> {
                    Bundle bundle = language.display().render(value);
                    run.output()
                        .publish(
                            new Publication.ExecuteResult(
                                number, bundle.data(), bundle.metadata()));
                    return Json.string(bundle.data(), "text/plain", "");
                  });
      shown = result instanceof CellResult.Value(String text) ? text : null;
    }
    if (counts) {
      history.add(number, request.code(), shown);
    }
    return switch (result) {
      case CellResult.Value _ -> new Reply.ExecuteOk(number, expressions(run, request));
      case CellResult.Failed(ErrorContent error, _) -> {
        run.output().publish(new Publication.ErrorShown(error));
        yield new Reply.ExecuteError(number, error);
      }
    };
  }

  private CellResult eval(CellRun run, String code) {
    try {
      language.startUp(run);
      return language.magics().eval(run, new CellSource(run.cell(), code));
    } catch (RuntimeException e) {
      ProtocolLog.note("a cell failed in the kernel itself: " + e);
      var error = ErrorContent.plain("KernelError", "the kernel itself failed at this cell: " + e);
      return new CellResult.Failed(error, e);
    }
  }

  private Map<String, JsonElement> expressions(CellRun run, Request.Execute request) {
    Map<String, JsonElement> values = new LinkedHashMap<>();
    request.userExpressions().forEach((name, code) -> values.put(name, expression(run, code)));
    return values;
  }

  private JsonElement expression(CellRun run, String code) {
    CellResult result = eval(run, code);
    if (result instanceof CellResult.Value(var value)) {
      result = language.evaluator().call(run, () -> language.display().render(value));
    }
    return switch (result) {
      case CellResult.Value(Bundle bundle) ->
          Json.of(Reply.Expression.of(bundle.data(), bundle.metadata()));
      case CellResult.Value _ -> throw new AssertionError("rendering gives a bundle");
      case CellResult.Failed(ErrorContent error, _) -> Json.of(new Reply.Failed(error));
    };
  }

  private @Nullable String ask(
      Message message, Request.Execute request, CellOutput output, String prompt, boolean password)
      throws IOException, InterruptedException {
    if (!request.allowStdin()) {
      throw new IOException(
          "this cell cannot read input: whoever runs it has said that there is nobody to ask"
              + " (allow_stdin is false)");
    }
    output.flush();
    String line = channels.ask(message, prompt, password);
    return line.equals("\u0004") ? null : line; // Control-D ends the input
  }
}
