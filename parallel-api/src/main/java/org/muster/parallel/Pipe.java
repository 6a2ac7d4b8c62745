package org.muster.parallel;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import org.muster.parallel.memory.SharedBlock;
import org.muster.parallel.memory.SharedKind;
import org.muster.parallel.queue.RecordQueue;
import org.muster.parallel.queue.Sides;

/// Two ends, between which messages go both ways.
///
/// ```java
/// Pipe<String> pipe = Pipe.open();
/// PipeEnd<String> there = pipe.second();
/// pool.applyAsync(() -> {
///   try (there) {
///     there.send(there.receive().toUpperCase());
///   }
/// });
/// pipe.first().send("hello");
/// pipe.first().receive();       // HELLO
/// ```
///
/// Keep one end, and give the other one to a task: captured, as an item, through a queue. What is
/// sent at one end is received at the other, once, in the order in which one thread sent it.
///
/// **Lifecycle.** A handle: on the other side it is the same pipe. [#close] closes both ends. It is
/// gone when no process has it, also after a kill.
///
/// **Threads.** Any thread of any process.
///
/// @param <T> the type of the messages
/// @see <a
///   href="https://docs.python.org/3/library/multiprocessing.html#multiprocessing.Pipe">multiprocessing.Pipe</a>
public final class Pipe<T> implements AutoCloseable, Serializable {

  @Serial private static final long serialVersionUID = 1;

  private enum Kind implements SharedKind<Pipe<?>> {
    PIPE;

    @Override
    public String title() {
      return "Pipe";
    }

    @Override
    public Pipe<?> open(SharedBlock block) {
      return new Pipe<>(block);
    }
  }

  private final transient SharedBlock block;
  private final transient PipeEnd<T> first;
  private final transient PipeEnd<T> second;

  private Pipe(SharedBlock block) {
    this.block = block;
    var sides = new Sides(block, Math.toIntExact(block.parameter(0)));
    first = new PipeEnd<>(this, sides.side(0), true);
    second = new PipeEnd<>(this, sides.side(1), false);
  }

  /// A new pipe.
  @SuppressWarnings("unchecked") // it is empty
  public static <T> Pipe<T> open() {
    int chunks = RecordQueue.chunks(2);
    return (Pipe<T>) SharedBlock.<Pipe<?>>createSparse(Kind.PIPE, Sides.bytes(chunks), chunks);
  }

  /// One end.
  public PipeEnd<T> first() {
    return first;
  }

  /// The other one.
  public PipeEnd<T> second() {
    return second;
  }

  /// Closes both ends, for all processes.
  @Override
  public void close() {
    first.close();
    second.close();
  }

  @Override
  public String toString() {
    return block.toString();
  }

  @Serial
  private Object writeReplace() {
    return block.handle(this);
  }

  @Serial
  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a Pipe travels as its handle");
  }
}
