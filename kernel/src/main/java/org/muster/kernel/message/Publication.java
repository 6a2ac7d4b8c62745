package org.muster.kernel.message;

import com.google.gson.JsonObject;
import com.google.gson.annotations.SerializedName;
import java.util.List;

/// What a kernel tells every front end, on the iopub channel.
public sealed interface Publication {

  /// The message type.
  String type();

  /// A front end's subscription has arrived: from now on it hears everything.
  ///
  /// @param subscription its topic; empty for all
  record Welcome(String subscription) implements Publication {
    @Override
    public String type() {
      return "iopub_welcome";
    }
  }

  /// What the kernel is doing.
  ///
  /// @param executionState `starting`, `busy` or `idle`
  record Status(String executionState) implements Publication {
    @Override
    public String type() {
      return "status";
    }
  }

  record ExecuteInput(String code, int executionCount) implements Publication {
    @Override
    public String type() {
      return "execute_input";
    }
  }

  /// Text that was printed.
  ///
  /// @param name `stdout` or `stderr`
  record Stream(String name, String text) implements Publication {
    @Override
    public String type() {
      return "stream";
    }
  }

  record ExecuteResult(int executionCount, JsonObject data, JsonObject metadata)
      implements Publication {
    @Override
    public String type() {
      return "execute_result";
    }
  }

  /// Something to show.
  ///
  /// @param transientData holds the `display_id`, if it has one
  record DisplayData(
      JsonObject data, JsonObject metadata, @SerializedName("transient") JsonObject transientData)
      implements Publication {
    @Override
    public String type() {
      return "display_data";
    }
  }

  /// Replaces what was displayed under the same `display_id`.
  record UpdateDisplayData(
      JsonObject data, JsonObject metadata, @SerializedName("transient") JsonObject transientData)
      implements Publication {
    @Override
    public String type() {
      return "update_display_data";
    }
  }

  /// Removes what the cell has shown.
  ///
  /// @param waitForNext whether to clear only when something new comes
  record ClearOutput(@SerializedName("wait") boolean waitForNext) implements Publication {
    @Override
    public String type() {
      return "clear_output";
    }
  }

  /// One of the three messages of a comm.
  ///
  /// @param type `comm_open`, `comm_msg` or `comm_close`
  /// @param metadata of the message
  /// @param buffers binary frames behind the JSON
  record Comm(String type, JsonObject content, JsonObject metadata, List<byte[]> buffers)
      implements Publication {}

  /// The kernel is about to end; every front end learns it, not only the one that asked.
  record ShutDown(String status, boolean restart) implements Publication {
    @Override
    public String type() {
      return "shutdown_reply";
    }
  }

  /// The cell failed.
  record ErrorShown(String ename, String evalue, List<String> traceback) implements Publication {

    public ErrorShown(ErrorContent error) {
      this(error.ename(), error.evalue(), error.traceback());
    }

    @Override
    public String type() {
      return "error";
    }
  }
}
