package org.muster.parallel;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.muster.parallel.memory.SharedBlock;
import org.muster.parallel.memory.SharedKind;
import org.muster.parallel.sync.OwnedLock;
import org.muster.parallel.sync.Wait;

/// A re-entrant lock between threads of any processes.
///
/// ```java
/// var lock = SharedLock.create();
/// pool.forEach(item -> {
///   lock.lock();
///   try {
///     Files.writeString(log, item + "\n", APPEND);
///   } finally {
///     lock.unlock();
///   }
/// }, items);
/// ```
///
/// As a [java.util.concurrent.locks.ReentrantLock] that is not fair: whoever comes while it is free
/// gets it. But nobody waits for ever because another one takes it again and again: after some 10
/// to 30 ms of waiting the lock is kept for those who wait.
///
/// **Death.** If the process of the owner ends, the lock goes to the next one within some 20 ms,
/// and [#recovered] tells that one that what the lock guards may be half done. A thread that ends
/// while its process goes on keeps what it has not unlocked, as with the JDK's locks.
///
/// **Ending a wait.** The methods that throw [InterruptedException] do so within 20 ms. A task that
/// is cancelled and a cell that is interrupted leave every method here, also [#lock()]; if they
/// leave an `await()` while another has the lock, they do not get it back, and the `unlock()` of
/// their `finally` does nothing.
///
/// **Lifecycle.** A handle: captured, sent or returned, it is the same lock on the other side, and
/// so are its conditions. [#close] lets go of it in this process; if a thread of this process has
/// it, the next owner elsewhere gets it as from a dead one.
///
/// **Threads and memory.** Any thread of any process, virtual ones too. What was done before an
/// unlock happens-before what the next owner does, in shared memory also between processes.
///
/// @see <a
///   href="https://docs.python.org/3/library/multiprocessing.html#multiprocessing.RLock">multiprocessing.RLock</a>
public final class SharedLock implements Lock, AutoCloseable, Serializable {

  @Serial private static final long serialVersionUID = 1;

  private enum Kind implements SharedKind<SharedLock> {
    LOCK;

    @Override
    public String title() {
      return "SharedLock";
    }

    @Override
    public SharedLock open(SharedBlock block) {
      return new SharedLock(block);
    }
  }

  private final transient SharedBlock block;
  private final transient OwnedLock lock;

  private SharedLock(SharedBlock block) {
    this.block = block;
    lock = new OwnedLock(block);
  }

  /// A new lock, which nobody has.
  public static SharedLock create() {
    return SharedBlock.create(Kind.LOCK, OwnedLock.BYTES);
  }

  /// Waits until the calling thread has it. An interrupt does not end the wait; the flag is set
  /// afterwards.
  ///
  /// @throws IllegalStateException if it is closed, as all operations
  @Override
  public void lock() {
    lock.lock();
  }

  @Override
  public void lockInterruptibly() throws InterruptedException {
    boolean _ = lock.lockInterruptibly("lockInterruptibly()", Wait.ENDLESS);
  }

  /// Takes it if it is free, or if its owner has died; a death is noticed 20 ms late.
  @Override
  public boolean tryLock() {
    return lock.tryLock();
  }

  @Override
  public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
    return lock.lockInterruptibly("tryLock()", Math.max(0, unit.toNanos(time)));
  }

  /// As [#tryLock(long, TimeUnit)].
  public boolean tryLock(Duration time) throws InterruptedException {
    return lock.lockInterruptibly("tryLock()", Wait.nanos(time));
  }

  /// Undoes one of the calling thread's locks.
  ///
  /// @throws IllegalMonitorStateException if the calling thread does not have it; it says who does
  @Override
  public void unlock() {
    lock.unlock();
  }

  /// A new condition of this lock. It travels as the lock does. Signals wake the thread that has
  /// waited longest; one that went to a process that has died is passed on.
  ///
  /// @throws UnsupportedOperationException if it has 1,024 of them: conditions are kept, not made
  ///   anew
  @Override
  public Condition newCondition() {
    return new SharedCondition(this, lock.newCondition());
  }

  /// Whether the calling thread, which has it, got it from an owner that died: what it guards may
  /// be half done. Until it is unlocked.
  ///
  /// @throws IllegalMonitorStateException if the calling thread does not have it
  public boolean recovered() {
    return lock.isRecovered();
  }

  /// Whether any thread of any process has it.
  public boolean isLocked() {
    return lock.isLocked();
  }

  /// Whether the calling thread has it.
  public boolean isHeldByCurrentThread() {
    return lock.isMine();
  }

  /// How often the calling thread has locked it and not yet unlocked.
  public int getHoldCount() {
    return lock.holds();
  }

  /// How many threads of all processes wait for a condition of this lock, which the calling thread
  /// has. Those of processes that died are counted until a waiter notices.
  ///
  /// @throws IllegalArgumentException if it is no condition of this lock
  public int getWaitQueueLength(Condition condition) {
    if (condition instanceof SharedCondition(SharedLock of, int number) && of == this) {
      return lock.waiters(number);
    }
    throw new IllegalArgumentException("%s is no condition of %s".formatted(condition, this));
  }

  OwnedLock owned() {
    return lock;
  }

  /// Lets go of it in this process. Calling it again does nothing.
  @Override
  public void close() {
    lock.close();
  }

  /// Who has it.
  @Override
  public String toString() {
    return lock.toString();
  }

  @Serial
  private Object writeReplace() {
    return block.handle(this);
  }

  @Serial
  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a SharedLock travels as its handle");
  }
}
