package org.muster.install.run;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.muster.install.ExitCode;
import org.muster.install.frontend.KernelClient;
import org.muster.install.frontend.KernelDiedException;
import org.muster.install.frontend.Outcome;
import org.muster.install.notebook.CodeCell;
import org.muster.install.notebook.Notebook;
import org.muster.install.notebook.Outputs;
import org.muster.kernel.message.Message;

/// One execution of a notebook's code cells, in order, in a kernel that is ready.
///
/// What the kernel publishes goes to the terminal at once and into the notebook at the end: to the
/// cell whose request it answers, which need not be the one that runs now.
final class NotebookRun {

  /// A cell and what it has put out so far.
  private record Executed(CodeCell cell, int number, Outputs outputs) {}

  private final Notebook notebook;
  private final KernelClient kernel;
  private final Terminal terminal;
  private final @Nullable Duration limit;
  private final Map<String, Executed> byRequest = new HashMap<>();

  NotebookRun(Notebook notebook, KernelClient kernel, Terminal terminal, @Nullable Duration limit) {
    this.notebook = notebook;
    this.kernel = kernel;
    this.terminal = terminal;
    this.limit = limit;
  }

  /// Executes cells until the last one or the first that fails.
  ///
  /// @return [ExitCode#DONE], or [ExitCode#FAILED] if a cell failed that may not
  /// @throws KernelDiedException if the kernel ends; what there is until then is in the notebook
  ExitCode execute() throws KernelDiedException, InterruptedException {
    notebook.codeCells().forEach(CodeCell::clear);
    try {
      int number = 0;
      for (CodeCell cell : notebook.codeCells()) {
        if (cell.source().isBlank()) {
          continue;
        }
        if (!succeeds(cell, ++number) && !cell.mayFail()) {
          return ExitCode.FAILED;
        }
      }
      return ExitCode.DONE;
    } finally {
      byRequest.values().forEach(done -> done.cell().setOutputs(done.outputs().toJson()));
    }
  }

  private boolean succeeds(CodeCell cell, int number)
      throws KernelDiedException, InterruptedException {
    terminal.cell(number, cell.source());
    var executed = new Executed(cell, number, new Outputs());
    Outcome outcome =
        kernel.execute(cell.source(), limit, id -> byRequest.put(id, executed), this::published);
    terminal.cellDone();
    return switch (outcome) {
      case Outcome.Done(int count) -> {
        cell.setExecutionCount(new JsonPrimitive(count));
        yield true;
      }
      case Outcome.Failed _ -> {
        terminal.say("cell %d failed.".formatted(number));
        yield false;
      }
      case Outcome.TimedOut() -> {
        terminal.say(
            "cell %d took longer than %s s and was interrupted."
                .formatted(number, limit == null ? 0 : limit.toMillis() / 1000.0));
        yield false;
      }
    };
  }

  private void published(Message message) {
    JsonObject content = message.content();
    if (message.type().equals("update_display_data")) { // of whichever cell shows it
      byRequest.values().forEach(executed -> executed.outputs().update(content));
      terminal.update(content);
      return;
    }
    Executed executed = byRequest.get(message.parentId());
    if (executed == null) {
      return; // the kernel's own affairs
    }
    Outputs outputs = executed.outputs();
    switch (message.type()) {
      case "stream" -> {
        String name = text(content.get("name"));
        String text = text(content.get("text"));
        outputs.stream(name, text);
        terminal.stream(name, text);
      }
      case "display_data" -> {
        outputs.add(message.type(), content);
        terminal.display(content);
      }
      case "execute_result" -> {
        outputs.add(message.type(), content);
        terminal.result(executed.number(), content);
      }
      case "error" -> {
        outputs.add(message.type(), content);
        terminal.error(content);
      }
      case "clear_output" ->
          outputs.clear(
              content.get("wait") instanceof JsonPrimitive wait
                  && wait.isBoolean()
                  && wait.getAsBoolean());
      case "execute_input" -> {
        JsonElement count = content.get("execution_count");
        if (count != null) {
          executed.cell().setExecutionCount(count);
        }
      }
      default -> {} // status, comms
    }
  }

  private static String text(@Nullable JsonElement element) {
    return element instanceof JsonPrimitive value ? value.getAsString() : "";
  }
}
