package org.muster.kernel;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.muster.kernel.channel.CellOutput;
import org.muster.kernel.channel.Channels;
import org.muster.kernel.channel.OutputStreamName;
import org.muster.kernel.channel.ProtocolLog;
import org.muster.kernel.display.Bundle;
import org.muster.kernel.display.Payloads;
import org.muster.kernel.eval.CellResult;
import org.muster.kernel.eval.CellRun;
import org.muster.kernel.eval.CellSource;
import org.muster.kernel.history.History;
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
  private final History history;
  private volatile int count; // the shell thread writes it
  private volatile @Nullable CellRun running;

  Execution(Channels channels, Language language, History history) {
    this.channels = channels;
    this.language = language;
    this.history = history;
  }

  /// How often cells were run and counted.
  int count() {
    return count;
  }

  /// Stops the running cell; does nothing between cells.
  void interrupt() {
    CellRun run = running;
    if (run != null) {
      run.interrupt();
    }
  }

  /// Runs what a cell has left for a message of a front end, such as the handler of a comm, with
  /// its output under that message unless the handler says where else.
  void handle(Message message, Runnable handler) {
    var output = output(message, false);
    var run =
        new CellRun(
            count,
            output,
            (_, _) -> {
              throw new IOException(
                  "this code cannot read input: it answers a message, and there is nobody to ask");
            });
    running = run;
    run.begin();
    try {
      CellResult result =
          language
              .evaluator()
              .call(
                  run,
                  () -> {
                    handler.run();
                    return null;
                  });
      if (result instanceof CellResult.Failed(ErrorContent error, _)) {
        run.output().publish(new Publication.ErrorShown(error));
      }
    } finally {
      running = null;
      run.end();
      run.output().flush();
    }
  }

  /// Runs a cell and publishes what it shows.
  Reply execute(Message message, Request.Execute request) {
    boolean counts = request.storeHistory() && !request.code().isBlank();
    int number = count + 1; // its errors need a name, also if it is not counted
    if (counts) {
      count = number;
    }
    var output = output(message, request.silent());
    output.publish(new Publication.ExecuteInput(request.code(), count));
    channels.release(); // with `busy`
    var run =
        new CellRun(
            number, output, (prompt, password) -> ask(message, request, output, prompt, password));
    running = run;
    run.begin();
    try {
      return execute(request, run, counts);
    } finally {
      running = null;
      run.end();
      output.flush();
    }
  }

  /// A silent cell shows nothing; what it says on a comm is no output and goes out all the same.
  private CellOutput output(Message message, boolean silent) {
    JsonObject parent = message.header().toJson();
    return new CellOutput(
        publication -> {
          if (!silent || publication instanceof Publication.Comm) {
            channels.publish(parent, publication);
          }
        },
        channels::schedule);
  }

  private Reply execute(Request.Execute request, CellRun run, boolean counts) {
    HelpCall help = HelpCall.parse(request.code());
    CellResult result = help == null ? eval(run, request.code()) : page(run, help);
    String shown = null;
    // A cell that ends with `display(x);` has shown what it wanted to show: not its id besides.
    if (result instanceof CellResult.Value(Object value)
        && value != null
        && !value.equals(run.output().lastDisplayId())) {
      result = language.evaluator().call(run, () -> language.display().render(value));
    }
    run.output().showEnd();
    if (request.userExpressions().isEmpty()) {
      channels.hold(); // until `idle`: no more code of the user's will run
    }
    if (result instanceof CellResult.Value(Bundle bundle)) {
      run.output().publish(new Publication.ExecuteResult(count, bundle.data(), bundle.metadata()));
      shown = Json.string(bundle.data(), "text/plain", "");
    }
    if (counts) {
      history.add(count, request.code(), shown);
    }
    // No `switch` over types: its code is made at run time, and the first cell would wait for it.
    if (result instanceof CellResult.Failed(ErrorContent error, _)) {
      run.output().publish(new Publication.ErrorShown(error));
      return new Reply.ExecuteError(count, error, run.output().payload());
    }
    Map<String, JsonElement> expressions = expressions(run, request);
    return new Reply.ExecuteOk(count, expressions, run.output().payload());
  }

  private CellResult eval(CellRun run, String code) {
    try {
      language.startUp(run);
      return language.magics().eval(run, CellSource.of(run.cell(), code));
    } catch (RuntimeException | StackOverflowError e) {
      ProtocolLog.note("a cell failed in the kernel itself: " + e);
      var error = ErrorContent.plain("KernelError", "the kernel itself failed at this cell: " + e);
      return new CellResult.Failed(error, e);
    }
  }

  /// Shows what is known of a name, in the front end's pager.
  private CellResult page(CellRun run, HelpCall help) {
    String name = help.name();
    JsonObject known =
        Inspection.describe(
            language.evaluator().assistant().inspect(name, name.codePointCount(0, name.length())),
            help.detail());
    if (known.isEmpty()) {
      run.output().print(OutputStreamName.STDERR, "nothing is known of `%s`\n".formatted(name));
    } else {
      run.output().addPayload(Payloads.page(known));
    }
    return new CellResult.Value(null);
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
