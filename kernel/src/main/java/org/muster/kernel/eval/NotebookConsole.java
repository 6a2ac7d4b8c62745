package org.muster.kernel.eval;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import jdk.jshell.JShellConsole;
import org.jspecify.annotations.Nullable;
import org.muster.kernel.channel.ProtocolLog;

/// `System.console()` for cells: it writes to the cell that uses it, and asks that cell's front
/// end, which hides what is typed for `readPassword`.
///
/// The JDK takes a console only from a module of its own. `jdk.jshell` has one that asks another
/// process by two streams; here the other ends of both are in this process. The kernel's manifest
/// exports them to it (`Add-Exports: jdk.jshell/jdk.jshell.execution.impl`); where they are not
/// there, or look otherwise, cells have no console.
final class NotebookConsole implements JShellConsole {

  private static final String ENDS = "jdk.jshell.execution.impl.ConsoleImpl$";

  private final PrintWriter writer = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
  private final Reader reader = new InputStreamReader(System.in, StandardCharsets.UTF_8);

  private NotebookConsole() {}

  /// Makes this the console of this JVM. Called once the standard streams are those of cells, and
  /// before anybody asks for the console.
  static void install() {
    try {
      Class<?> stream = Class.forName(ENDS + "ConsoleOutputStream");
      Object requests =
          stream.getConstructor(JShellConsole.class).newInstance(new NotebookConsole());
      Object answers = stream.getField("sinkInput").get(requests);
      Class<?> provider = Class.forName(ENDS + "ConsoleProviderImpl");
      provider.getMethod("setRemoteInput", OutputStream.class).invoke(null, requests);
      provider.getMethod("setRemoteOutput", InputStream.class).invoke(null, answers);
      System.setProperty("jdk.console", "jdk.jshell");
    } catch (ReflectiveOperationException | RuntimeException e) {
      ProtocolLog.note("System.console() is null in cells: " + e);
    }
  }

  @Override
  public PrintWriter writer() {
    return writer;
  }

  @Override
  public Reader reader() {
    return reader;
  }

  @Override
  @SuppressWarnings("NullAway") // null is the end of input, as in java.io.Console
  public String readLine(String prompt) {
    return ask(prompt, false);
  }

  @Override
  @SuppressWarnings("NullAway") // null is the end of input, as in java.io.Console
  public char[] readPassword(String prompt) {
    String password = ask(prompt, true);
    return password == null ? null : password.toCharArray();
  }

  @Override
  public void flush() {
    writer.flush();
  }

  @Override
  public Charset charset() {
    return StandardCharsets.UTF_8;
  }

  /// Throws nothing, because the JDK's streams would be left in the middle of an answer: whoever
  /// cannot ask has reached the end of input.
  private static @Nullable String ask(String prompt, boolean password) {
    CellRun run = CellRun.ofThread();
    if (run == null) {
      return null;
    }
    try {
      return run.input().readLine(prompt, password);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      System.err.println(e.getMessage());
    }
    return null;
  }
}
