package org.muster.kernel.eval;

import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// A piece of a cell while it runs on the notebook's thread, and how it ended.
final class Piece {

  private final CellRun run;
  private final Callable<? extends @Nullable Object> body;
  private final Semaphore news;
  private @Nullable Object value;
  private @Nullable Throwable thrown;
  private volatile boolean ended;

  Piece(CellRun run, Callable<? extends @Nullable Object> body, Semaphore news) {
    this.run = run;
    this.body = body;
    this.news = news;
  }

  CellRun run() {
    return run;
  }

  @SuppressWarnings("CatchingUnchecked") // whatever the user's code throws is the cell's outcome
  void runBody() {
    try {
      value = body.call();
    } catch (Throwable e) {
      thrown = e;
    }
  }

  /// It has ended with this, rather than with what it returned.
  void threw(Throwable late) {
    thrown = late;
  }

  void tellEnded() {
    ended = true;
    news.release();
  }

  boolean ended() {
    return ended;
  }

  @Nullable Object result() throws Throwable {
    if (thrown != null) {
      throw thrown;
    }
    return value;
  }
}
