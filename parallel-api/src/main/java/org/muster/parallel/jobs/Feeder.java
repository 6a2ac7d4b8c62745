package org.muster.parallel.jobs;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the items of an imap as its workers want them, on a virtual thread of its own: an input
/// that blocks holds up no result that is there.
final class Feeder {

  /// A chunk that a slow input does not fill is sent after this time.
  private static final long FILL_NANOS = 5_000_000;

  private final ScheduledEngine engine;
  private final Job job;
  private final JobTerms terms;
  private final Iterable<? extends @Nullable Object> items;
  private volatile @Nullable Throwable failure;
  private @Nullable Thread thread;
  private long next;

  Feeder(ScheduledEngine engine, Job job, Iterable<? extends @Nullable Object> items) {
    this.engine = engine;
    this.job = job;
    this.terms = new JobTerms(job);
    this.items = items;
  }

  void start() {
    thread = Thread.ofVirtual().name("muster-feeder-" + job.id).start(this::run);
  }

  /// The input is not needed any more.
  void stop() {
    if (thread != null) {
      thread.interrupt();
    }
  }

  /// Throws what the input or the encoding of an item threw, if it did.
  void rethrowFailure() {
    switch (failure) {
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case null, default -> {}
    }
  }

  private void run() {
    boolean ended;
    try {
      ended = feedAll();
    } catch (InterruptedException e) {
      ended = false; // nobody wants the rest
    } catch (RuntimeException | Error e) {
      failure = e;
      ended = true;
    }
    try {
      StreamItems.close(items);
    } catch (RuntimeException | Error e) {
      failure = failure == null ? e : failure;
    }
    if (ended) {
      engine.inputEnded(job);
    }
  }

  /// Makes the chunks that are wanted.
  ///
  /// @return whether the input is at its end; otherwise nobody wants the rest
  private boolean feedAll() throws InterruptedException {
    Iterator<? extends @Nullable Object> input = items.iterator();
    while (job.demands.take() instanceof JobEvent.Wanted(int chunks, int size)) {
      for (int i = 0; i < chunks; i++) {
        if (!feed(input, size)) {
          return true;
        }
      }
    }
    return false;
  }

  /// Makes one chunk.
  ///
  /// @return false if there was no item left
  private boolean feed(Iterator<? extends @Nullable Object> input, int size) {
    List<@Nullable Object> chunk = new ArrayList<>(Math.min(size, 1024));
    long start = System.nanoTime();
    try {
      while (chunk.size() < size && input.hasNext()) {
        chunk.add(input.next());
        if (System.nanoTime() - start > FILL_NANOS) {
          break;
        }
      }
    } catch (RuntimeException | Error e) {
      send(chunk); // the items before the failure still count
      throw e;
    }
    return send(chunk);
  }

  private boolean send(List<@Nullable Object> chunk) {
    if (chunk.isEmpty()) {
      return false;
    }
    Attempts attempts = job.attempts;
    if (attempts != null) {
      attempts.sent(next, chunk);
    }
    engine.offer(job, terms.chunk(next, chunk.size(), chunk));
    next += chunk.size();
    return true;
  }
}
