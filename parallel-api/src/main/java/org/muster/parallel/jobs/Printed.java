package org.muster.parallel.jobs;

/// Counts the pieces of output of a job on their way to whoever reads them.
final class Printed {

  private long underWay;

  synchronized void sent() {
    underWay++;
  }

  synchronized void shown() {
    underWay--;
    notifyAll();
  }

  /// Waits until everything printed so far has been shown.
  synchronized void awaitShown() throws InterruptedException {
    while (underWay > 0) {
      wait();
    }
  }
}
