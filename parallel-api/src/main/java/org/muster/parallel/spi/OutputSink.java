package org.muster.parallel.spi;

/// Takes what workers print and display.
public interface OutputSink {

  /// Called in the order of printing for each worker, by one thread at a time. A call that blocks
  /// slows the printing workers down and nothing else.
  void accept(WorkerOutput output);

  /// Called in order with [#accept]: what a worker printed before is there. Shown as text where
  /// nothing better is to be had.
  default void display(WorkerDisplay display) {
    String text = display.content().get().value() + "\n";
    accept(
        new WorkerOutput(
            display.worker(), display.pid(), WorkerOutput.Stream.OUT, text, display.printer()));
  }
}
