package org.muster.parallel.spi;

import java.io.PrintStream;

/// The submitter of a JVM without a kernel.
enum PlainSubmitter implements Submitter {
  INSTANCE;

  @Override
  public OutputSink output() {
    return output -> {
      PrintStream stream =
          switch (output.stream()) {
            case OUT -> System.out;
            case ERR -> System.err;
          };
      stream.print(output.text());
      stream.flush();
    };
  }

  @Override
  public Registration whenInterrupted(Runnable cancel) {
    return () -> {};
  }
}
