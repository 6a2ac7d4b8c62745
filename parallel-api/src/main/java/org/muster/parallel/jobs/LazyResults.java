package org.muster.parallel.jobs;

import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.Results;
import org.muster.parallel.WorkerLostException;
import org.muster.parallel.spi.Submitter.Registration;

/// The results of an imap: takes chunks from the job's mailbox, in order or as they come.
final class LazyResults<R> implements Results<R> {

  private final ScheduledEngine engine;
  private final Job job;
  private final JobTerms terms;
  private final Feeder feeder;
  private final boolean ordered;
  private final Registration registration;

  /// Arrived before their turn, by the index of their first item.
  private final Map<Long, JobEvent.Arrived> early = new HashMap<>();

  private @Nullable Object[] row = new Object[0];
  private int position;
  private long nextFrom;
  private boolean ended;

  /// What there is to throw once the results before it were taken.
  private @Nullable RuntimeException failure;

  LazyResults(ScheduledEngine engine, Job job, Feeder feeder, boolean ordered) {
    this.engine = engine;
    this.job = job;
    this.terms = new JobTerms(job);
    this.feeder = feeder;
    this.ordered = ordered;
    this.registration = job.submitter.whenInterrupted(() -> engine.cancel(job));
  }

  @Override
  public boolean hasNext() {
    while (position == row.length) {
      if (ended) {
        RuntimeException why = failure;
        if (why != null) {
          throw why;
        }
        return false;
      }
      advance();
    }
    return true;
  }

  @Override
  @SuppressWarnings("unchecked") // the task's type says so
  public R next() {
    if (!hasNext()) {
      throw new NoSuchElementException("all results were taken");
    }
    Object result = row[position];
    row[position++] = null;
    return (R) result;
  }

  /// Gets the next row of results, or learns that there is none.
  private void advance() {
    JobEvent.Arrived due = early.remove(nextFrom);
    if (due != null) {
      open(due);
      return;
    }
    try {
      switch (job.events.take()) {
        case JobEvent.Arrived a when ordered && a.from() != nextFrom -> early.put(a.from(), a);
        case JobEvent.Arrived a -> open(a);
        case JobEvent.Finished() -> {
          job.printed.awaitShown();
          end(null);
          feeder.rethrowFailure();
        }
        case JobEvent.ItemFailed failed -> {
          job.printed.awaitShown();
          row = terms.before(failed.failure());
          position = 0;
          end(terms.failure(failed, untaken()));
        }
        case JobEvent.Ended(Supplier<RuntimeException> why) -> {
          job.printed.awaitShown();
          end(why.get() instanceof WorkerLostException lost ? lost.with(untaken()) : why.get());
        }
        case JobEvent.Wanted _ -> throw new AssertionError("the feeder has a mailbox of its own");
      }
    } catch (InterruptedException e) {
      engine.cancel(job);
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while waiting for a result");
    }
  }

  /// The results that arrived before their turn, which will not come now. What cannot be read is
  /// left out: there is a failure to tell of already.
  private Map<Long, Object> untaken() {
    Map<Long, Object> results = new HashMap<>();
    for (JobEvent.Arrived arrived : early.values()) {
      try {
        @Nullable Object[] values = terms.results(arrived, null);
        for (int i = 0; i < values.length; i++) {
          if (values[i] != null) {
            results.put(arrived.from() + i, values[i]);
          }
        }
      } catch (RuntimeException e) {
        // The next one may be readable.
      }
    }
    early.clear();
    return results;
  }

  private void open(JobEvent.Arrived arrived) {
    try {
      row = terms.results(arrived, null);
    } catch (RuntimeException | Error e) {
      engine.cancel(job); // the row is lost: nothing after it could be given in order
      throw e;
    }
    Attempts attempts = job.attempts;
    if (attempts != null) {
      attempts.done(arrived.from());
    }
    position = 0;
    nextFrom += arrived.count();
    engine.taken(job);
  }

  private void end(@Nullable RuntimeException why) {
    ended = true;
    failure = why;
    job.attempts = null;
    registration.close();
    feeder.stop();
    job.tally.close();
  }

  @Override
  public Stream<R> stream() {
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(this, Spliterator.ORDERED), false)
        .onClose(this::close);
  }

  @Override
  public void close() {
    if (!ended) {
      engine.cancel(job);
      early.clear();
      row = new Object[0];
      position = 0;
      end(new CancellationException("these results were closed"));
    }
  }
}
