package org.muster.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.memory.SharedBlock;
import org.muster.parallel.memory.SharedKind;
import org.muster.parallel.queue.Parts;
import org.muster.parallel.queue.RecordQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/// As [SharedMemoryStress], for queues. A queue reserves 64 GB of addresses where it may grow;
/// these have four chunks each, all of them in one block.
public final class SharedQueueStress {

  private static final int PLACES = 4 * SharedMemoryStress.AT_ONCE;
  private static final int CHUNKS = 4;
  private static final int CAPACITY = 2;
  private static final AtomicLong NEXT = new AtomicLong();
  private static final Queues QUEUES = SharedBlock.create(Kind.QUEUES, bytes());

  private SharedQueueStress() {}

  /// Two queues that stand for the same bytes, as those of two processes do.
  private record Pair(RecordQueue one, RecordQueue other) {}

  private record Queues(List<Pair> pairs) {}

  private enum Kind implements SharedKind<Queues> {
    QUEUES;

    @Override
    public String title() {
      return "queues under stress";
    }

    @Override
    public Queues open(SharedBlock block) {
      List<Pair> pairs = new ArrayList<>();
      long start = 0;
      for (int i = 0; i < PLACES; i++) {
        pairs.add(new Pair(queue(block, start), queue(block, start)));
        start = RecordQueue.end(start, CHUNKS);
      }
      return new Queues(pairs);
    }

    private static RecordQueue queue(SharedBlock block, long start) {
      return new RecordQueue(block, start, CAPACITY, CHUNKS);
    }
  }

  private static long bytes() {
    long end = 0;
    for (int i = 0; i < PLACES; i++) {
      end = RecordQueue.end(end, CHUNKS);
    }
    return end;
  }

  /// A queue that is empty.
  public abstract static class Shared {
    private final Pair pair = QUEUES.pairs.get((int) (NEXT.getAndIncrement() % PLACES));

    Shared() {
      int _ = drain();
    }

    final boolean offer(int value) {
      return pair.one.offer(new Parts(new byte[] {(byte) value}));
    }

    final boolean offerElsewhere(int value) {
      return pair.other.offer(new Parts(new byte[] {(byte) value}));
    }

    /// What comes next, or 0 if there is nothing.
    final int poll() {
      return value(pair.one.poll());
    }

    final int pollElsewhere() {
      return value(pair.other.poll());
    }

    final int drain() {
      int drained = 0;
      while (poll() != 0) {
        drained++;
      }
      return drained;
    }

    private static int value(@Nullable Parts parts) {
      return parts == null ? 0 : parts.arrays()[0][0];
    }
  }

  /// What one puts another one takes, in that order, and what is not taken is still there.
  @JCStressTest
  @Outcome(
      id = {"0, 0, 2", "0, 1, 1", "1, 0, 1", "1, 2, 0"},
      expect = Expect.ACCEPTABLE)
  @Outcome(expect = Expect.FORBIDDEN, desc = "lost, doubled or out of order")
  @State
  public static class QueueKeepsOrder extends Shared {

    @Actor
    public void puts() {
      boolean _ = offer(1);
      boolean _ = offer(2);
    }

    @Actor
    public void takes(III_Result result) {
      result.r1 = pollElsewhere();
      result.r2 = pollElsewhere();
    }

    @Arbiter
    public void left(III_Result result) {
      result.r3 = drain();
    }
  }

  /// An item goes to one.
  @JCStressTest
  @Outcome(
      id = {"1, 0", "0, 1"},
      expect = Expect.ACCEPTABLE)
  @Outcome(expect = Expect.FORBIDDEN, desc = "taken by both or by none")
  @State
  public static class QueueGivesOnce extends Shared {

    public QueueGivesOnce() {
      boolean _ = offer(1);
    }

    @Actor
    public void first(II_Result result) {
      result.r1 = poll();
    }

    @Actor
    public void second(II_Result result) {
      result.r2 = pollElsewhere();
    }
  }

  /// The last room goes to one.
  @JCStressTest
  @Outcome(
      id = {"1, 0, 2", "0, 1, 2"},
      expect = Expect.ACCEPTABLE)
  @Outcome(expect = Expect.FORBIDDEN, desc = "more than fits, or one that was refused")
  @State
  public static class QueueIsBounded extends Shared {

    public QueueIsBounded() {
      boolean _ = offer(1);
    }

    @Actor
    public void first(III_Result result) {
      result.r1 = offer(2) ? 1 : 0;
    }

    @Actor
    public void second(III_Result result) {
      result.r2 = offerElsewhere(3) ? 1 : 0;
    }

    @Arbiter
    public void all(III_Result result) {
      result.r3 = drain();
    }
  }
}
