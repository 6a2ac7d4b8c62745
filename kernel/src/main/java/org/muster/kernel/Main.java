package org.muster.kernel;

import java.nio.file.Path;
import org.muster.kernel.message.ConnectionFile;
import org.muster.kernel.message.ConnectionFileException;
import org.muster.parallel.Workers;
import org.muster.parallel.jvm.Selectors;
import org.muster.parallel.transport.TransportException;

/// The kernel's program.
///
/// ```
/// java -cp … org.muster.kernel.Main CONNECTION_FILE
/// ```
///
/// Exits with 0 after a shutdown request, with 1 if it cannot listen, and with 2 if it was called
/// wrongly, the connection file cannot be used or `MUSTER_WORKERS` is no number; in both cases
/// after one line on standard error.
public final class Main {

  private Main() {}

  public static void main(String[] arguments) {
    if (arguments.length != 1) {
      fail(2, "usage: org.muster.kernel.Main CONNECTION_FILE");
      return;
    }
    nameSelectors();
    try {
      int _ = Workers.available(); // a wrong setting is told here and not by every cell
      Kernel.start(ConnectionFile.read(Path.of(arguments[0])));
    } catch (ConnectionFileException | IllegalArgumentException e) {
      fail(2, String.valueOf(e.getMessage()));
    } catch (TransportException e) {
      fail(1, String.valueOf(e.getMessage()));
    }
  }

  /// To look for them takes a fifth of the time from here to the first answer.
  private static void nameSelectors() {
    if (!Selectors.PROVIDER.isEmpty() && System.getProperty(Selectors.PROPERTY) == null) {
      System.setProperty(Selectors.PROPERTY, Selectors.PROVIDER);
    }
  }

  private static void fail(int status, String line) {
    System.err.println("muster: " + line);
    System.exit(status);
  }
}
