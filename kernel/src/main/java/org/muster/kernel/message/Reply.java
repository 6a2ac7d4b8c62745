package org.muster.kernel.message;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

    public ExecuteOk(
        int executionCount, Map<String, JsonElement> userExpressions, List<JsonElement> payload) {
      this("ok", executionCount, userExpressions, payload);
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

    public ExecuteError(int executionCount, ErrorContent error, List<JsonElement> payload) {
      this(
          "error",
          executionCount,
          error.ename(),
          error.evalue(),
          error.traceback(),
          Map.of(),
          payload);
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
  /// @param indent of the next line; null unless incomplete
  record IsComplete(String status, @Nullable String indent) implements Reply {}

  record History(String status, JsonArray history) implements Reply {

    public History(JsonArray history) {
      this("ok", history);
    }
  }

  record CommInfo(String status, JsonObject comms) implements Reply {

    public CommInfo(JsonObject comms) {
      this("ok", comms);
    }
  }

  /// The ports of the channels.
  record Connect(
      String status, int shellPort, int iopubPort, int stdinPort, int hbPort, int controlPort)
      implements Reply {

    public Connect(ConnectionFile connection) {
      this(
          "ok",
          connection.shellPort(),
          connection.iopubPort(),
          connection.stdinPort(),
          connection.heartbeatPort(),
          connection.controlPort());
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

  /// What the kernel and its workers use.
  ///
  /// @param kernelCpu percent of one processor, since the request before
  /// @param kernelMemory bytes
  /// @param hostVirtualMemory bytes by psutil's names; empty if not known
  record Usage(
      String status,
      String hostname,
      long pid,
      double kernelCpu,
      long kernelMemory,
      int cpuCount,
      Map<String, Long> hostVirtualMemory)
      implements Reply {

    public Usage(
        String hostname,
        long pid,
        double kernelCpu,
        long kernelMemory,
        int cpuCount,
        Map<String, Long> hostVirtualMemory) {
      this("ok", hostname, pid, kernelCpu, kernelMemory, cpuCount, hostVirtualMemory);
    }
  }

  /// There is no debugger: an error for those who read Jupyter's fields, and a response of the
  /// Debug Adapter Protocol for those who read these.
  record NoDebugger(
      String status,
      String ename,
      String evalue,
      List<String> traceback,
      String type,
      int requestSeq,
      boolean success,
      String command,
      String message)
      implements Reply {

    public NoDebugger(ErrorContent error, int requestSeq, String command) {
      this(
          "error",
          error.ename(),
          error.evalue(),
          error.traceback(),
          "response",
          requestSeq,
          false,
          command,
          error.evalue());
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
