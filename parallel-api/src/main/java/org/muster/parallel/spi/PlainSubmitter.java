package org.muster.parallel.spi;

import java.io.PrintStream;

/// The submitter of a JVM without a kernel.
enum PlainSubmitter implements Submitter {
  INSTANCE;

  /// Until the first call takes long: to find out whether there is a terminal takes some
  /// milliseconds.
  private static final ProgressSink UNDECIDED = refresh -> decide().open(refresh);

  private static volatile ProgressSink progress = UNDECIDED;

  private static synchronized ProgressSink decide() {
    if (progress == UNDECIDED) {
      progress =
          TerminalProgress.isPossible() ? new TerminalProgress(System.err) : ProgressSink.NONE;
    }
    return progress;
  }

  @Override
  public OutputSink output() {
    return output -> {
      PrintStream stream =
          switch (output.stream()) {
            case OUT -> System.out;
            case ERR -> System.err;
          };
      if (progress instanceof TerminalProgress terminal) {
        terminal.print(stream, output.text());
      } else {
        stream.print(output.text());
        stream.flush();
      }
    };
  }

  @Override
  public ProgressSink progress() {
    return progress;
  }

  @Override
  public Registration whenInterrupted(Runnable cancel) {
    return () -> {};
  }
}
