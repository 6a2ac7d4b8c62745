package org.muster.parallel;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import org.muster.parallel.memory.SharedBlock;
import org.muster.parallel.memory.SharedKind;
import org.muster.parallel.sync.Permits;
import org.muster.parallel.sync.Wait;

/// A number of permits that threads of any processes take and give back: so many of them may do
/// something at the same time.
///
/// ```java
/// var downloads = SharedSemaphore.of(2);
/// pool.forEach(url -> {
///   downloads.acquire();
///   try {
///     download(url);
///   } finally {
///     downloads.release();
///   }
/// }, urls);
/// ```
///
/// As a [java.util.concurrent.Semaphore] that is not fair.
///
/// **Death.** The permits of a process that ends come back within some 20 ms, when somebody wants
/// them. That holds as long as each process has only released what it had acquired. Where permits
/// are signals, acquired in one process and released in another, nobody can say whose they are:
/// those of a dead process are then gone.
///
/// **Lifecycle.** A handle: captured, sent or returned, it is the same semaphore on the other side.
/// [#close] lets go of it in this process; it is gone when no process has it, also after a kill.
///
/// **Ending a wait.** An interrupt ends a wait within 20 ms, and so does the cancellation of a task
/// or the interrupt of a cell.
///
/// **Threads and memory.** Any thread of any process, virtual ones too. What was done before
/// [#release()] happens-before what is done after an [#acquire()] that takes the permit.
///
/// @see <a
///   href="https://docs.python.org/3/library/multiprocessing.html#multiprocessing.Semaphore">multiprocessing.Semaphore</a>
public final class SharedSemaphore implements AutoCloseable, Serializable {

  @Serial private static final long serialVersionUID = 1;

  private enum Kind implements SharedKind<SharedSemaphore> {
    SEMAPHORE;

    @Override
    public String title() {
      return "SharedSemaphore";
    }

    @Override
    public SharedSemaphore open(SharedBlock block) {
      return new SharedSemaphore(block);
    }
  }

  private final transient SharedBlock block;
  private final transient Permits permits;

  private SharedSemaphore(SharedBlock block) {
    this.block = block;
    permits = new Permits(block);
  }

  /// A new semaphore; releasing can make more permits than it has at first.
  ///
  /// @throws IllegalArgumentException if the number is negative
  public static SharedSemaphore of(int permits) {
    return create(permits, 0);
  }

  /// A new semaphore that never has more permits than at first, as Python's `BoundedSemaphore`: a
  /// [#release()] too much is a mistake that is found.
  ///
  /// @throws IllegalArgumentException if the number is negative
  public static SharedSemaphore bounded(int permits) {
    return create(permits, 1);
  }

  private static SharedSemaphore create(int permits, int bounded) {
    return SharedBlock.create(Kind.SEMAPHORE, Permits.BYTES, checked(permits), bounded);
  }

  /// Waits for a permit and takes it.
  ///
  /// @throws InterruptedException if the calling thread is interrupted; it has taken none then
  /// @throws IllegalStateException if it is closed, as all operations
  public void acquire() throws InterruptedException {
    acquire(1);
  }

  /// Waits for so many permits and takes them together: while it waits it has none.
  ///
  /// @throws IllegalArgumentException if the number is negative, as everywhere here
  public void acquire(int number) throws InterruptedException {
    boolean _ = permits.acquire(checked(number), Wait.ENDLESS);
  }

  /// As [#acquire()]; an interrupt does not end the wait.
  public void acquireUninterruptibly() {
    acquireUninterruptibly(1);
  }

  /// As [#acquire(int)]; an interrupt does not end the wait.
  public void acquireUninterruptibly(int number) {
    permits.acquireUninterruptibly(checked(number));
  }

  /// Takes a permit if there is one.
  public boolean tryAcquire() {
    return tryAcquire(1);
  }

  /// Takes so many permits if they are there.
  public boolean tryAcquire(int number) {
    return permits.tryAcquire(checked(number));
  }

  /// As [#acquire()], for some time.
  ///
  /// @return false if the time is over first
  public boolean tryAcquire(Duration time) throws InterruptedException {
    return tryAcquire(1, time);
  }

  /// As [#acquire(int)], for some time.
  ///
  /// @return false if the time is over first
  public boolean tryAcquire(int number, Duration time) throws InterruptedException {
    return permits.acquire(checked(number), Wait.nanos(time));
  }

  /// Gives a permit back.
  ///
  /// @throws IllegalStateException if it is [#bounded] and has all its permits
  public void release() {
    release(1);
  }

  /// Gives so many back.
  ///
  /// @throws IllegalStateException if it is [#bounded] and these are too many; none is given back
  public void release(int number) {
    permits.release(checked(number));
  }

  /// How many there are now.
  public int availablePermits() {
    return permits.available();
  }

  /// Takes all that there are.
  ///
  /// @return how many
  public int drainPermits() {
    return permits.drain();
  }

  private static int checked(int number) {
    if (number < 0) {
      throw new IllegalArgumentException("%d permits".formatted(number));
    }
    return number;
  }

  /// Lets go of it in this process. Calling it again does nothing.
  @Override
  public void close() {
    block.close();
  }

  /// How many permits there are.
  @Override
  public String toString() {
    return permits.toString();
  }

  @Serial
  private Object writeReplace() {
    return block.handle(this);
  }

  @Serial
  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a SharedSemaphore travels as its handle");
  }
}
