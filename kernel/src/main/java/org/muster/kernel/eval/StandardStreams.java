package org.muster.kernel.eval;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.muster.kernel.channel.OutputStreamName;

/// `System.out`, `System.err` and `System.in` for cells: what a thread prints goes to the cell that
/// started it, and what it reads is asked of that cell's front end.
public final class StandardStreams {

  private StandardStreams() {}

  /// Replaces the three streams of this JVM, and its console.
  public static void install() {
    PrintStream before = System.err;
    System.setOut(stream(OutputStreamName.STDOUT, before));
    System.setErr(stream(OutputStreamName.STDERR, before));
    System.setIn(new CellInput());
    NotebookConsole.install();
  }

  private static PrintStream stream(OutputStreamName name, PrintStream withoutCell) {
    return new PrintStream(new ToCell(name, withoutCell), true, StandardCharsets.UTF_8) {
      @Override
      public void close() {
        flush(); // the cells after it print, too
      }
    };
  }

  private static final class ToCell extends OutputStream {
    private final OutputStreamName name;
    private final PrintStream withoutCell;

    ToCell(OutputStreamName name, PrintStream withoutCell) {
      this.name = name;
      this.withoutCell = withoutCell;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      CellRun run = CellRun.ofThread();
      if (run == null) {
        withoutCell.write(bytes, from, length);
      } else {
        run.output().print(name, bytes, from, length);
      }
    }

    /// Comes behind each line, when the `PrintStream` is whole again.
    @Override
    public void flush() {
      StopCheck.checkOutsideCells();
    }
  }

  /// Hands out one line after the other; asks for the next when the last is used up.
  private static final class CellInput extends InputStream {
    private byte[] line = {};
    private int next;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public synchronized int read(byte[] bytes, int from, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (next == line.length) {
        String text = ask();
        if (text == null) {
          return -1;
        }
        line = (text + "\n").getBytes(StandardCharsets.UTF_8);
        next = 0;
      }
      int count = Math.min(length, line.length - next);
      System.arraycopy(line, next, bytes, from, count);
      next += count;
      return count;
    }

    @Override
    public synchronized int available() {
      return line.length - next;
    }

    private static @Nullable String ask() throws IOException {
      CellRun run = CellRun.ofThread();
      if (run == null) {
        return null;
      }
      try {
        return run.input().readLine("", false);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("the cell was interrupted while it waited for input");
      }
    }
  }
}
