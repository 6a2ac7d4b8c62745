package org.muster.parallel;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;
import org.muster.parallel.memory.SharedBlock;
import org.muster.parallel.memory.SharedKind;
import org.muster.parallel.sync.Rendezvous;
import org.muster.parallel.sync.Wait;

/// A place where a number of threads of any processes wait until all of them are there; then all go
/// on, and it serves again.
///
/// ```java
/// var step = SharedBarrier.of(4);
/// pool.everywhere(() -> { for (int i = 0; i < 10; i++) { compute(i); step.await(); } return null; });
/// ```
///
/// As a [java.util.concurrent.CyclicBarrier] without an action. If a party that waits is
/// interrupted, is cancelled, runs out of time or dies with its process, the barrier is broken and
/// all who wait are told by a [BrokenBarrierException], as is whoever comes later, until [#reset].
/// Nobody can see that a party died before it came: that is what the time is for.
///
/// **Lifecycle.** A handle: captured, sent or returned, it is the same barrier on the other side.
/// [#close] lets go of it in this process; it is gone when no process has it, also after a kill.
///
/// **Ending a wait.** An interrupt ends a wait within 20 ms, and so does the cancellation of a task
/// or the interrupt of a cell.
///
/// **Threads and memory.** Any thread of any process, virtual ones too. What was done before
/// [#await] happens-before what the others do after it.
///
/// @see <a
///   href="https://docs.python.org/3/library/multiprocessing.html#multiprocessing.Barrier">multiprocessing.Barrier</a>
public final class SharedBarrier implements AutoCloseable, Serializable {

  @Serial private static final long serialVersionUID = 1;

  private enum Kind implements SharedKind<SharedBarrier> {
    BARRIER;

    @Override
    public String title() {
      return "SharedBarrier";
    }

    @Override
    public SharedBarrier open(SharedBlock block) {
      return new SharedBarrier(block);
    }
  }

  private final transient SharedBlock block;
  private final transient Rendezvous parties;

  private SharedBarrier(SharedBlock block) {
    this.block = block;
    parties = new Rendezvous(block);
  }

  /// A new barrier.
  ///
  /// @throws IllegalArgumentException if there is not at least one party
  public static SharedBarrier of(int parties) {
    if (parties < 1) {
      throw new IllegalArgumentException("a barrier of %d".formatted(parties));
    }
    return SharedBlock.create(Kind.BARRIER, Rendezvous.bytes(parties), parties);
  }

  /// Waits until all parties are there.
  ///
  /// @return how many were still missing when this one came: the last gets 0
  /// @throws InterruptedException if the calling thread is interrupted; the barrier is then broken
  /// @throws BrokenBarrierException if the barrier is broken, or breaks meanwhile
  /// @throws IllegalStateException if it is closed, as all operations
  public int await() throws InterruptedException, BrokenBarrierException {
    try {
      return parties.await(Wait.ENDLESS);
    } catch (TimeoutException e) {
      throw new AssertionError(e); // not in 292 years
    }
  }

  /// As [#await()], for some time.
  ///
  /// @throws TimeoutException if the time is over first; the barrier is then broken
  public int await(Duration time)
      throws InterruptedException, BrokenBarrierException, TimeoutException {
    return parties.await(Wait.nanos(time));
  }

  /// Makes it as new; those who wait are told that it broke.
  public void reset() {
    parties.reset();
  }

  /// Whether somebody gave up or died, so that [#await()] fails at once until somebody calls
  /// [#reset].
  public boolean isBroken() {
    return parties.isBroken();
  }

  /// How many it waits for.
  public int getParties() {
    return parties.parties();
  }

  /// How many wait.
  public int getNumberWaiting() {
    return parties.arrived();
  }

  /// Lets go of it in this process. Calling it again does nothing.
  @Override
  public void close() {
    block.close();
  }

  /// How many are there.
  @Override
  public String toString() {
    return parties.toString();
  }

  @Serial
  private Object writeReplace() {
    return block.handle(this);
  }

  @Serial
  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a SharedBarrier travels as its handle");
  }
}
