package org.muster.kernel.message;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;

/// What a front end asks of a kernel on the shell and control channels. Adding a record makes the
/// compiler point at the `switch` that has to answer it.
public sealed interface Request {

  /// What this kernel is.
  record KernelInfo() implements Request {}

  /// Run a cell.
  ///
  /// @param silent publish nothing and count nothing
  /// @param storeHistory count it
  /// @param userExpressions evaluated after the cell, by name
  /// @param stopOnError whether an error aborts the execute requests that wait behind this one
  record Execute(
      String code,
      boolean silent,
      boolean storeHistory,
      Map<String, String> userExpressions,
      boolean allowStdin,
      boolean stopOnError)
      implements Request {}

  /// What could stand at the cursor.
  ///
  /// @param cursor in code points
  record Complete(String code, int cursor) implements Request {}

  /// What stands at the cursor.
  ///
  /// @param cursor in code points
  /// @param detail 0, or 1 for more
  record Inspect(String code, int cursor, int detail) implements Request {}

  /// Whether Enter runs this code or starts another line.
  record IsComplete(String code) implements Request {}

  /// Cells that were run before.
  ///
  /// @param access `tail`, `range` or `search`
  /// @param output whether the values are wanted too
  /// @param session which one a range is of; 0 is this one
  /// @param start first number of a range
  /// @param stop behind its last number, or -1 for no end
  /// @param n how many at most of a tail or search, or -1 for all
  /// @param pattern of a search, with `*` and `?`
  /// @param unique whether a search is to leave out repetitions
  record History(
      String access,
      boolean output,
      int session,
      int start,
      int stop,
      int n,
      String pattern,
      boolean unique)
      implements Request {}

  /// Which comms are open.
  ///
  /// @param target only those of this target; empty for all
  record CommInfo(String target) implements Request {}

  /// A comm message of any of the three kinds.
  ///
  /// @param kind `comm_open`, `comm_msg` or `comm_close`
  /// @param target of a `comm_open`
  record Comm(
      String kind,
      String commId,
      String target,
      JsonObject data,
      JsonObject metadata,
      List<byte[]> buffers)
      implements Request {}

  /// Where the channels are.
  record Connect() implements Request {}

  /// Stop the running cell.
  record Interrupt() implements Request {}

  /// End the process.
  record Shutdown(boolean restart) implements Request {}

  /// A debugger's request.
  ///
  /// @param sequence its number, which the response names
  record Debug(int sequence, String command) implements Request {}

  /// What this kernel uses of the machine; ipykernel's own.
  record Usage() implements Request {}

  /// A type that this kernel does not know.
  record Unknown(String type) implements Request {}

  /// What a message asks. Fields that are missing or of another type get the specification's
  /// defaults.
  static Request of(Message message) {
    JsonObject content = message.content();
    return switch (message.type()) {
      case "kernel_info_request" -> new KernelInfo();
      case "execute_request" -> {
        boolean silent = Json.flag(content, "silent", false);
        yield new Execute(
            Json.string(content, "code", ""),
            silent,
            !silent && Json.flag(content, "store_history", true),
            Json.strings(content, "user_expressions"),
            Json.flag(content, "allow_stdin", true),
            Json.flag(content, "stop_on_error", true));
      }
      case "complete_request" -> {
        String code = Json.string(content, "code", "");
        yield new Complete(code, cursor(content, code));
      }
      case "inspect_request" -> {
        String code = Json.string(content, "code", "");
        yield new Inspect(code, cursor(content, code), Json.number(content, "detail_level", 0));
      }
      case "is_complete_request" -> new IsComplete(Json.string(content, "code", ""));
      case "history_request" ->
          new History(
              Json.string(content, "hist_access_type", "tail"),
              Json.flag(content, "output", false),
              Json.number(content, "session", 0),
              Json.number(content, "start", 0),
              Json.number(content, "stop", -1),
              Json.number(content, "n", -1),
              Json.string(content, "pattern", "*"),
              Json.flag(content, "unique", false));
      case "comm_info_request" -> new CommInfo(Json.string(content, "target_name", ""));
      case "comm_open", "comm_msg", "comm_close" ->
          new Comm(
              message.type(),
              Json.string(content, "comm_id", ""),
              Json.string(content, "target_name", ""),
              Json.object(content, "data"),
              message.metadata(),
              message.buffers());
      case "connect_request" -> new Connect();
      case "interrupt_request" -> new Interrupt();
      case "shutdown_request" -> new Shutdown(Json.flag(content, "restart", false));
      case "debug_request" ->
          new Debug(Json.number(content, "seq", 0), Json.string(content, "command", ""));
      case "usage_request" -> new Usage();
      default -> new Unknown(message.type());
    };
  }

  private static int cursor(JsonObject content, String code) {
    int length = code.codePointCount(0, code.length());
    return Math.clamp(Json.number(content, "cursor_pos", length), 0, length);
  }
}
