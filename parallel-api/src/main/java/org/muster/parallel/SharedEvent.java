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

/// A flag that processes wait for: not set at first, and set and cleared as often as one likes.
///
/// ```java
/// var ready = SharedEvent.create();
/// pool.applyAsync(() -> { prepare(); ready.set(); });
/// ready.await();
/// ```
///
/// **Lifecycle.** A handle: captured, sent or returned, it is the same event on the other side.
/// [#close] lets go of it in this process; it is gone when no process has it, also after a kill.
///
/// **Ending a wait.** An interrupt ends a wait within 20 ms, and so does the cancellation of a task
/// or the interrupt of a cell.
///
/// **Threads and memory.** Any thread of any process, virtual ones too. What was done before [#set]
/// happens-before what is done after an [#await] that it ended.
///
/// @see <a
///   href="https://docs.python.org/3/library/multiprocessing.html#multiprocessing.Event">multiprocessing.Event</a>
public final class SharedEvent implements AutoCloseable, Serializable {

  @Serial private static final long serialVersionUID = 1;

  private enum Kind implements SharedKind<SharedEvent> {
    EVENT;

    @Override
    public String title() {
      return "SharedEvent";
    }

    @Override
    public SharedEvent open(SharedBlock block) {
      return new SharedEvent(block);
    }
  }

  private final transient SharedBlock block;
  private final transient Gate gate;

  private SharedEvent(SharedBlock block) {
    this.block = block;
    gate = new Gate(block);
  }

  /// A new event, not set.
  public static SharedEvent create() {
    return SharedBlock.create(Kind.EVENT, Gate.BYTES, 1);
  }

  /// Sets it and wakes all who wait.
  ///
  /// @throws IllegalStateException if it is closed, as all operations
  public void set() {
    gate.set(0);
  }

  /// From now on [#await] waits. Those who wait already and were woken by a [#set] just before may
  /// miss that: they wait on.
  public void clear() {
    gate.set(1);
  }

  /// Whether it is set at this moment: another process may change that before this one looks again.
  public boolean isSet() {
    return gate.count() == 0;
  }

  /// Waits until it is set; not at all if it is.
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

  /// Whether it is set.
  @Override
  public String toString() {
    return block.isOpen()
        ? "%s[%s]".formatted(block, isSet() ? "set" : "not set")
        : block.toString();
  }

  @Serial
  private Object writeReplace() {
    return block.handle(this);
  }

  @Serial
  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a SharedEvent travels as its handle");
  }
}
