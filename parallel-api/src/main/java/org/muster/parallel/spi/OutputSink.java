package org.muster.parallel.spi;

/// Takes what workers print.
public interface OutputSink {

  /// Called in the order of printing for each worker, by one thread at a time. A call that blocks
  /// slows the printing workers down and nothing else.
  void accept(WorkerOutput output);
}
