package org.muster.kernel.message;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;

/// What a kernel answers on the shell and control channels, once for each request. A reply's type
/// is that of its request with `_reply` for `_request`; each one carries a `status`.
public sealed interface Reply {

  /// How it went: `ok`, `error` or `aborted`.
  String status();

  record KernelInfo(
      String status,
      String protocolVersion,
      String implementation,
      String implementationVersion,
      LanguageInfo languageInfo,
      String banner,
      List<HelpLink> helpLinks,
      boolean debugger,
      List<String> supportedFeatures)
      implements Reply {}

  /// What front ends need to colour, save and convert notebooks.
  record LanguageInfo(
      String name,
      String version,
      String mimetype,
      String fileExtension,
      String pygmentsLexer,
      String codemirrorMode,
      String nbconvertExporter) {}

  record HelpLink(String text, String url) {}

  record ExecuteOk(
      String status,
      int executionCount,
      Map<String, JsonElement> userExpressions,
      List<JsonElement> payload)
      implements Reply {

    public ExecuteOk(int executionCount, Map<String, JsonElement> userExpressions) {
      this("ok", executionCount, userExpressions, List.of());
    }
  }

  /// The value of one user expression, inside an [ExecuteOk].
  record Expression(String status, JsonObject data, JsonObject metadata) {

    public static Expression of(JsonObject data, JsonObject metadata) {
      return new Expression("ok", data, metadata);
    }
  }

  record ExecuteError(
      String status,
      int executionCount,
      String ename,
      String evalue,
      List<String> traceback,
      Map<String, JsonElement> userExpressions,
      List<JsonElement> payload)
      implements Reply {

    public ExecuteError(int executionCount, ErrorContent error) {
      this(
          "error",
          executionCount,
          error.ename(),
          error.evalue(),
          error.traceback(),
          Map.of(),
          List.of());
    }
  }

  /// The cell did not run, because one before it failed.
  record ExecuteAborted(String status, int executionCount) implements Reply {

    public ExecuteAborted(int executionCount) {
      this("aborted", executionCount);
    }
  }

  /// What could stand at the cursor.
  ///
  /// @param cursorStart of what the matches replace, in code points
  record Complete(
      String status, List<String> matches, int cursorStart, int cursorEnd, JsonObject metadata)
      implements Reply {

    public Complete(List<String> matches, int cursorStart, int cursorEnd, JsonObject metadata) {
      this("ok", matches, cursorStart, cursorEnd, metadata);
    }
  }

  record Inspect(String status, boolean found, JsonObject data, JsonObject metadata)
      implements Reply {

    public Inspect(JsonObject data) {
      this("ok", !data.isEmpty(), data, new JsonObject());
    }
  }

  /// Whether the code can run as it is.
  ///
  /// @param status `complete`, `incomplete`, `invalid` or `unknown`
  /// @param indent of the next line, if incomplete
  record IsComplete(String status, String indent) implements Reply {}

  record History(String status, JsonArray history) implements Reply {

    public History(JsonArray history) {
      this("ok", history);
    }
  }

  record CommInfo(String status, JsonObject comms) implements Reply {

    public CommInfo() {
      this("ok", new JsonObject());
    }
  }

  record Interrupt(String status) implements Reply {

    public Interrupt() {
      this("ok");
    }
  }

  record Shutdown(String status, boolean restart) implements Reply {

    public Shutdown(boolean restart) {
      this("ok", restart);
    }
  }

  /// The request could not be answered.
  record Failed(String status, String ename, String evalue, List<String> traceback)
      implements Reply {

    public Failed(ErrorContent error) {
      this("error", error.ename(), error.evalue(), error.traceback());
    }
  }
}
