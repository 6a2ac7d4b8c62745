package org.muster.parallel.jobs;

import java.util.Deque;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.muster.parallel.spi.Backend;
import org.muster.parallel.spi.Chunk;
import org.muster.parallel.spi.Progress;

/// How jobs end: complete, with a failure, or before their time.
///
/// **Threads.** The backend's event loop.
final class Endings {

  private final Backend backend;
  private final Ledger ledger;
  private final int retries;
  private final Deque<Job> jobs;
  private final Runnable ended;

  /// @param retries of an item that failed
  /// @param jobs one that ended is taken out
  /// @param ended runs after one has
  Endings(Backend backend, Ledger ledger, int retries, Deque<Job> jobs, Runnable ended) {
    this.backend = backend;
    this.ledger = ledger;
    this.retries = retries;
    this.jobs = jobs;
    this.ended = ended;
  }

  /// The caller has no use for the job any more.
  void cancel(Job job) {
    job.tally.end(Progress.State.STOPPED);
    end(job, () -> new CancellationException("the work was cancelled"));
  }

  /// Ends a job that is not over.
  void end(Job job, Supplier<RuntimeException> why) {
    if (!job.over) {
      job.events.add(new JobEvent.Ended(why));
      close(job);
    }
  }

  /// Takes the job away from everybody who has a part of it.
  private void close(Job job) {
    job.over = true;
    jobs.remove(job);
    account(job);
    job.ready.forEach(chunk -> chunk.items().release());
    job.ready.clear();
    if (job.demands != job.events) {
      job.demands.add(new JobEvent.Finished());
    }
    backend.cancel(job);
    ended.run();
  }

  private void account(Job job) {
    job.tally.end(Progress.State.FAILED); // unless it has another end
    Ledger.Run run = job.run;
    if (run != null) {
      ledger.end(run);
    }
  }

  void finishIfComplete(Job job) {
    if (!job.over && job.failure == null && job.isComplete()) {
      job.over = true;
      jobs.remove(job);
      job.tally.end(Progress.State.DONE);
      account(job);
      job.events.add(new JobEvent.Finished());
      if (job.demands != job.events) {
        job.demands.add(new JobEvent.Finished());
      }
      ended.run();
    }
  }

  /// A chunk did not get its results. An ordered lazy job still tells those of the chunks before
  /// it.
  ///
  /// @param item the one that failed
  void fail(Job job, Chunk chunk, long item, JobEvent event) {
    if (job.over) {
      chunk.items().release();
      return;
    }
    job.tally.countFailure();
    if (job.tries.getOrDefault(item, 0) < retries) {
      job.tries.merge(item, 1, Integer::sum);
      job.ready.addFirst(chunk);
      return;
    }
    chunk.items().release();
    if (!job.ordered) {
      job.events.add(event);
      close(job);
      return;
    }
    job.outstanding.remove(chunk.from());
    if (job.failure == null || chunk.from() < job.failedFrom) {
      job.failure = event;
      job.failedFrom = chunk.from();
      job.ready.removeIf(c -> isBehind(job, c));
      job.inputEnded = true;
    }
    tellFailureIfDue(job);
  }

  /// Whether the failure makes this chunk superfluous.
  private static boolean isBehind(Job job, Chunk chunk) {
    boolean behind = chunk.from() > job.failedFrom;
    if (behind) {
      chunk.items().release();
    }
    return behind;
  }

  /// Tells the failure of an ordered job once all is told that comes before it.
  void tellFailureIfDue(Job job) {
    JobEvent failure = job.failure;
    if (failure != null && job.outstanding.headSet(job.failedFrom).isEmpty()) {
      job.events.add(failure);
      close(job);
    }
  }
}
