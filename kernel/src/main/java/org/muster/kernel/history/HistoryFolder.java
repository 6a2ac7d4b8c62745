package org.muster.kernel.history;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where the history of all kernels of a user is kept.
public final class HistoryFolder {

  private HistoryFolder() {}

  /// The folder that `MUSTER_HISTORY` names, else the one in the user's data folder; null if that
  /// variable says `off`. It need not be there yet.
  public static @Nullable Path of(Map<String, String> environment) {
    String wanted = environment.getOrDefault("MUSTER_HISTORY", "").strip();
    if (wanted.equalsIgnoreCase("off")) {
      return null;
    }
    return wanted.isEmpty()
        ? data(environment).resolve("muster").resolve("history")
        : Path.of(wanted);
  }

  /// The place for data that the system provides for each user.
  private static Path data(Map<String, String> environment) {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    // HOME is what the user says; Java's property is what the system's list of users says.
    String said = environment.getOrDefault("HOME", "");
    Path home = Path.of(said.startsWith("/") ? said : System.getProperty("user.home"));
    if (os.startsWith("windows")) {
      String roaming = environment.getOrDefault("APPDATA", "");
      return roaming.isBlank() ? home.resolve("AppData/Roaming") : Path.of(roaming);
    }
    if (os.startsWith("mac")) {
      return home.resolve("Library/Application Support");
    }
    String xdg = environment.getOrDefault("XDG_DATA_HOME", "");
    return xdg.startsWith("/") ? Path.of(xdg) : home.resolve(".local/share");
  }
}
