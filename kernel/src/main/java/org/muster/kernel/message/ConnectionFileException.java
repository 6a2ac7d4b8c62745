package org.muster.kernel.message;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A connection file cannot be used; the message is one line that names the file and the reason.
public final class ConnectionFileException extends Exception {
  private static final long serialVersionUID = 1;

  ConnectionFileException(Path file, String why, @Nullable Throwable cause) {
    super("cannot use the connection file %s: %s".formatted(file, why), cause);
  }
}
