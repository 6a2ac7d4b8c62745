package org.muster.parallel.worker;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.memory.ProgressCell;
import org.muster.parallel.transport.PoolLine;
import org.muster.parallel.wire.Message;

/// `System.out` and `System.err` of a worker: what a task prints goes to the pool in pieces, under
/// the job that is running.
///
/// The first line is sent at once: a worker that dies right after it has said why. What follows
/// closely is collected for [#DELAY_MILLIS] or until it is large, so that a line costs no message
/// of its own. A chunk's output always arrives before its results. The last of it is noted in
/// shared memory too, for a worker that dies before it was sent.
final class WorkerOutputStreams {

  private static final int PIECE_BYTES = 16 << 10;
  private static final int DELAY_MILLIS = 20;
  private static final long DELAY_NANOS = DELAY_MILLIS * 1_000_000L;

  private final PoolLine line;
  private final Inbox inbox;
  private final Buffer out = new Buffer(false);
  private final Buffer err = new Buffer(true);
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("muster-worker-output").daemon(true).factory());

  private final @Nullable ProgressCell progress;

  /// @param progress shows the pool what is printed, or null if it does not want to know
  WorkerOutputStreams(PoolLine line, Inbox inbox, @Nullable ProgressCell progress) {
    this.progress = progress;
    this.line = line;
    this.inbox = inbox;
  }

  /// Replaces the standard streams of this JVM.
  void install() {
    System.setOut(endless(out));
    System.setErr(endless(err));
  }

  /// A task that closes it, as `try (var out = new PrintWriter(System.out))` does, ends it for no
  /// other one.
  private static PrintStream endless(Buffer buffer) {
    return new PrintStream(buffer, true, StandardCharsets.UTF_8) {
      @Override
      public void close() {
        flush();
      }
    };
  }

  /// Sends what tasks display, in order with what they print.
  WorkerDisplays displays() {
    return new WorkerDisplays(line, inbox, this, timer);
  }

  /// Sends what there is.
  void flush() {
    out.send();
    err.send();
  }

  private final class Buffer extends OutputStream {
    private final boolean error;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean scheduled;
    private long sentNanos = System.nanoTime() - DELAY_NANOS;

    Buffer(boolean error) {
      this.error = error;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] b, int offset, int length) {
      for (int done = 0; done < length; ) {
        int piece = Math.min(PIECE_BYTES, length - done);
        inbox.window().take(piece); // outside the lock: the timer must be able to send meanwhile
        append(b, offset + done, piece);
        done += piece;
      }
    }

    private synchronized void append(byte[] b, int offset, int length) {
      bytes.write(b, offset, length);
      if (progress != null) {
        progress.printed(error, b, offset, length);
      }
      if (bytes.size() >= PIECE_BYTES) {
        send();
      } else if (!scheduled) {
        scheduled = true;
        var _ = timer.schedule(this::send, DELAY_MILLIS, TimeUnit.MILLISECONDS);
      }
    }

    /// Called at the end of every line.
    @Override
    public synchronized void flush() {
      if (System.nanoTime() - sentNanos >= DELAY_NANOS) {
        send();
      }
    }

    synchronized void send() {
      scheduled = false;
      if (bytes.size() > 0) {
        line.send(new Message.Output(inbox.runningJob(), error, bytes.toByteArray()));
        bytes.reset();
        sentNanos = System.nanoTime();
      }
    }
  }
}
