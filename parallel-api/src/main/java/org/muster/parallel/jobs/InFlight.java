package org.muster.parallel.jobs;

import java.time.Duration;
import java.util.function.Supplier;
import org.muster.parallel.spi.Cargo;
import org.muster.parallel.spi.Chunk;
import org.muster.parallel.spi.ChunkSink;
import org.muster.parallel.spi.ChunkTimes;

/// A chunk that the backend has.
///
/// **Threads.** The backend's event loop.
final class InFlight implements ChunkSink {
  private final Job job;
  private final Chunk chunk;
  private final Ledger ledger;
  private final Endings endings;
  private final Runnable changed;
  private final long sent = System.nanoTime();
  private boolean answered;

  /// @param changed runs after it was answered: there may be room
  InFlight(Job job, Chunk chunk, Ledger ledger, Endings endings, Runnable changed) {
    this.job = job;
    this.chunk = chunk;
    this.ledger = ledger;
    this.endings = endings;
    this.changed = changed;
  }

  Chunk chunk() {
    return chunk;
  }

  void sent() {
    job.inFlight++;
  }

  private void answered() {
    answered = true;
    job.inFlight--;
  }

  boolean isOver() {
    return answered || job.over;
  }

  void timeOut(Duration timeout) {
    endings.end(job, Scheduler.timedOut(job, chunk.from(), timeout));
    changed.run();
  }

  @Override
  public void measured(ChunkTimes times) {
    Ledger.Run run = job.run;
    if (run != null) {
      ledger.done(run, sent, times, chunk.count());
    }
  }

  @Override
  public void done(Cargo results, long nanos) {
    answered();
    chunk.items().release();
    if (!job.over) {
      job.sizing = job.sizing.measured(chunk.count(), nanos);
      job.count(chunk.count());
      job.events.add(new JobEvent.Arrived(chunk.from(), chunk.count(), results));
      if (job.ordered) {
        job.outstanding.remove(chunk.from());
        keepInOrder(results);
        endings.tellFailureIfDue(job);
      }
      endings.finishIfComplete(job);
    } else {
      results.release();
    }
    changed.run();
  }

  /// Counts the results as long as others are missing before them.
  private void keepInOrder(Cargo results) {
    long missing = job.outstanding.isEmpty() ? Long.MAX_VALUE : job.outstanding.first();
    if (chunk.from() > missing) {
      job.backlog.add(chunk.from(), chunk.count(), chunk.items().bytes() + results.bytes());
    }
    job.backlog.advance(missing);
  }

  @Override
  public void failed(ItemFailure failure) {
    answered();
    Ledger.Run run = job.run;
    if (run != null) {
      ledger.failed(run, sent, failure.worker());
    }
    endings.fail(
        job, chunk, failure.item(), new JobEvent.ItemFailed(chunk.from(), chunk.count(), failure));
    changed.run();
  }

  @Override
  public void dropped() {
    answered();
    chunk.items().release();
    changed.run();
  }

  @Override
  public void givenBack() {
    answered();
    if (!job.over) {
      job.ready.addFirst(chunk);
    } else {
      chunk.items().release();
    }
  }

  @Override
  public void lost(long item, Supplier<RuntimeException> why) {
    answered();
    endings.fail(job, chunk, item, new JobEvent.Ended(why));
    changed.run();
  }
}
