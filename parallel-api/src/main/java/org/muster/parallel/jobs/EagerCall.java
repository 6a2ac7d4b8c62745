package org.muster.parallel.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.WorkerLostException;
import org.muster.parallel.spi.Chunk;
import org.muster.parallel.spi.Progress;
import org.muster.parallel.spi.Submitter.Registration;

/// A job whose items are all there: makes its chunks as the scheduler wants them and takes the
/// results in.
///
/// It answers one event after the other, in the thread that waits for the results; if none does, in
/// a virtual thread that lives as long as there are events to answer.
final class EagerCall implements Engine.Pending {

  /// To make a larger chunk takes longer than to be asked for it.
  private static final int LARGE_BYTES = 1 << 20;

  private final ScheduledEngine engine;
  private final Job job;
  private final JobTerms terms;
  private final Row row;
  private int next;
  private boolean over;

  EagerCall(ScheduledEngine engine, Job job, Row row) {
    this.engine = engine;
    this.job = job;
    this.terms = new JobTerms(job);
    this.row = row;
  }

  @Override
  public Object await() {
    submit();
    watch();
    try (var _ = job.submitter.whenInterrupted(this::cancel)) {
      while (!over) {
        handle(job.events.take());
      }
      return row.results();
    } catch (InterruptedException e) {
      cancel();
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while waiting for the pool");
    } catch (RuntimeException | Error e) {
      job.tally.end(Progress.State.FAILED); // unless it has another end
      cancel(); // an item that cannot travel, a result that cannot be read
      throw e;
    } finally {
      job.attempts = null;
      job.tally.close();
    }
  }

  @Override
  public void start(BiConsumer<@Nullable Object, @Nullable Throwable> done) {
    Registration registration = job.submitter.whenInterrupted(this::cancel);
    var unheard = new AtomicInteger();
    job.events.ring(() -> {
      if (unheard.getAndIncrement() == 0) {
        Thread.ofVirtual()
            .name("muster-async")
            .start(() -> job.submitter.run(() -> answer(unheard, registration, done)));
      }
    });
    try {
      submit();
      watch();
    } catch (RuntimeException | Error e) {
      registration.close();
      throw e;
    }
  }

  private void answer(
      AtomicInteger unheard,
      Registration registration,
      BiConsumer<@Nullable Object, @Nullable Throwable> done) {
    do {
      JobEvent event = job.events.poll();
      if (event == null || over) {
        continue;
      }
      try {
        handle(event);
        if (over) {
          job.attempts = null;
          registration.close();
          job.tally.close();
          done.accept(row.results(), null);
        }
      } catch (InterruptedException | RuntimeException | Error e) {
        over = true;
        job.attempts = null;
        registration.close();
        job.tally.end(Progress.State.FAILED);
        cancel();
        job.tally.close();
        done.accept(null, e);
      }
    } while (unheard.decrementAndGet() > 0);
  }

  /// Of a single item there is nothing to show.
  private void watch() {
    if (row.callersItems() > 1 && !job.isTrial) {
      job.tally.watch();
    }
  }

  /// Hands the job to the scheduler with its first chunks, one for each place of the backend: they
  /// need not wait to be asked for. If they are large, the first worker need not wait for the
  /// others.
  ///
  /// @throws org.muster.parallel.TaskNotSerializableException if an item cannot travel; nothing was
  ///   sent
  private void submit() {
    int places = Math.min(engine.size(), job.places());
    List<Chunk> first = new ArrayList<>(Math.min(places, row.size()));
    int size = job.chunkItems(places);
    boolean large = false;
    while (first.size() < places && next < row.size() && !large) {
      Chunk chunk = cut(size);
      first.add(chunk);
      large = chunk.items().bytes() >= LARGE_BYTES;
    }
    engine.submit(job, first, next == row.size());
  }

  private void handle(JobEvent event) throws InterruptedException {
    switch (event) {
      case JobEvent.Wanted(int chunks, int size) -> make(chunks, size);
      case JobEvent.Arrived a -> row.store((int) a.from(), a.count(), terms.results(a, row));
      case JobEvent.Finished() -> {
        job.printed.awaitShown();
        over = true;
      }
      case JobEvent.ItemFailed failed -> {
        job.printed.awaitShown();
        throw terms.failure(failed, row.completed());
      }
      case JobEvent.Ended(Supplier<RuntimeException> why) -> {
        job.printed.awaitShown();
        throw why.get() instanceof WorkerLostException lost
            ? lost.with(row.completed())
            : why.get();
      }
    }
  }

  @Override
  public void cancel() {
    engine.cancel(job);
  }

  private void make(int chunks, int size) {
    for (int i = 0; i < chunks && next < row.size(); i++) {
      engine.offer(job, cut(size));
    }
    if (next == row.size()) {
      engine.inputEnded(job);
    }
  }

  private Chunk cut(int size) {
    int to = (int) Math.min(row.size(), (long) next + size);
    Chunk chunk = terms.chunk(next, to - next, row.load(next, to));
    next = to;
    return chunk;
  }
}
