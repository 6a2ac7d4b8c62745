package org.muster.parallel;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import org.muster.parallel.memory.SharedBlock;
import org.muster.parallel.memory.SharedKind;
import org.muster.parallel.sync.Gate;
import org.muster.parallel.sync.Wait;

/// A count that processes take down and wait for, once.
///
/// ```java
/// var started = SharedLatch.of(4);
/// pool.everywhere(() -> { load(); started.countDown(); return null; });
/// started.await();
/// ```
///
/// As a [java.util.concurrent.CountDownLatch].
///
/// **Lifecycle.** A handle: captured, sent or returned, it is the same latch on the other side.
/// [#close] lets go of it in this process; it is gone when no process has it, also after a kill.
///
/// **Ending a wait.** An interrupt ends a wait within 20 ms, and so does the cancellation of a task
/// or the interrupt of a cell.
///
/// **Threads and memory.** Any thread of any process, virtual ones too. What was done before
/// [#countDown] happens-before what is done after an [#await] that it ended.
public final class SharedLatch implements AutoCloseable, Serializable {

  @Serial private static final long serialVersionUID = 1;

  private enum Kind implements SharedKind<SharedLatch> {
    LATCH;

    @Override
    public String title() {
      return "SharedLatch";
    }

    @Override
    public SharedLatch open(SharedBlock block) {
      return new SharedLatch(block);
    }
  }

  private final transient SharedBlock block;
  private final transient Gate gate;

  private SharedLatch(SharedBlock block) {
    this.block = block;
    gate = new Gate(block);
  }

  /// A new latch.
  ///
  /// @throws IllegalArgumentException if the count is negative
  public static SharedLatch of(int count) {
    if (count < 0) {
      throw new IllegalArgumentException("a latch of %d".formatted(count));
    }
    return SharedBlock.create(Kind.LATCH, Gate.BYTES, count);
  }

  /// Takes one off; at 0 all who wait go on. Does nothing at 0.
  ///
  /// @throws IllegalStateException if it is closed, as all operations
  public void countDown() {
    gate.countDown();
  }

  /// How many are still to come.
  public int getCount() {
    return gate.count();
  }

  /// Waits for 0.
  public void await() throws InterruptedException {
    boolean _ = gate.await(Wait.ENDLESS);
  }

  /// As [#await()], for some time.
  ///
  /// @return false if the time is over first
  public boolean await(Duration time) throws InterruptedException {
    return gate.await(Wait.nanos(time));
  }

  /// Lets go of it in this process. Calling it again does nothing.
  @Override
  public void close() {
    block.close();
  }

  /// Its count.
  @Override
  public String toString() {
    return block.isOpen() ? "%s[%d]".formatted(block, getCount()) : block.toString();
  }

  @Serial
  private Object writeReplace() {
    return block.handle(this);
  }

  @Serial
  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a SharedLatch travels as its handle");
  }
}
