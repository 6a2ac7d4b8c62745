package org.muster.parallel;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.queue.ItemCodec;
import org.muster.parallel.queue.Parts;
import org.muster.parallel.queue.Sides;
import org.muster.parallel.sync.Wait;

/// One end of a [Pipe].
///
/// An end belongs to one process at a time: the one where it arrived or was used last. Several
/// threads of that may use it. **The other side is gone** when its end is closed, or when the
/// process that it belongs to has ended, however: what was sent before can still be received, then
/// [EndOfStreamException] says so, within 100 ms.
///
/// Messages travel as the items of a [SharedQueue] do: they are copies, never null, and what cannot
/// travel is refused by [#send]. They may be large.
///
/// @param <T> the type of the messages
public final class PipeEnd<T> implements AutoCloseable, Serializable {

  @Serial private static final long serialVersionUID = 1;

  private final transient Pipe<T> pipe;
  private final transient Sides.Side side;
  private final transient boolean isFirst;

  PipeEnd(Pipe<T> pipe, Sides.Side side, boolean isFirst) {
    this.pipe = pipe;
    this.side = side;
    this.isFirst = isFirst;
  }

  /// Sends a message. Waits only while the other side has 10,000 to receive.
  ///
  /// @throws InterruptedException if the calling thread is interrupted; nothing is sent then
  /// @throws EndOfStreamException if the other side is gone
  /// @throws TaskNotSerializableException if the message cannot travel
  /// @throws IllegalStateException if this end is closed, or there is no memory for the message
  public void send(T message) throws InterruptedException {
    if (!side.send(ItemCodec.encode(message))) {
      throw gone();
    }
  }

  /// Waits for a message.
  ///
  /// @throws InterruptedException if the calling thread is interrupted; no message is lost
  /// @throws EndOfStreamException if the other side is gone, and all it had sent was received
  /// @throws IllegalStateException if this end is closed
  public T receive() throws InterruptedException {
    Parts parts = side.receive(Wait.ENDLESS);
    if (parts == null) {
      throw gone();
    }
    return message(parts);
  }

  /// As [#receive()], for some time.
  ///
  /// @return null if none came in this time
  public @Nullable T receive(Duration time) throws InterruptedException {
    Parts parts = side.receive(Wait.nanos(time));
    return parts == null && side.isOtherGone() ? last() : orNull(parts);
  }

  /// A message that is there already; null if there is none.
  ///
  /// @throws EndOfStreamException if there will be none
  /// @throws IllegalStateException if this end is closed
  public @Nullable T poll() {
    Parts parts = side.poll();
    return parts == null && side.isOtherKnownToBeGone() ? last() : orNull(parts);
  }

  /// What the other side has sent just before it went.
  private T last() {
    Parts parts = side.poll();
    if (parts == null) {
      throw gone();
    }
    return message(parts);
  }

  private @Nullable T orNull(@Nullable Parts parts) {
    return parts == null ? null : message(parts);
  }

  @SuppressWarnings("unchecked") // what is sent is a T
  private T message(Parts parts) {
    return (T) ItemCodec.decode(parts);
  }

  private EndOfStreamException gone() {
    return new EndOfStreamException("the other end of this pipe is gone: " + side.whyOtherIsGone());
  }

  /// Closes this end, for all processes. The other side still receives what was sent. Calling it
  /// again does nothing.
  @Override
  public void close() {
    side.close();
  }

  /// Which end it is.
  @Override
  public String toString() {
    return "%s end of %s".formatted(isFirst ? "first" : "second", pipe);
  }

  private record Handle(Pipe<?> pipe, boolean isFirst) implements Serializable {

    @Serial
    private Object readResolve() {
      PipeEnd<?> end = isFirst ? pipe.first() : pipe.second();
      end.side.arrive();
      return end;
    }
  }

  @Serial
  private Object writeReplace() {
    return new Handle(pipe, isFirst);
  }

  @Serial
  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a PipeEnd travels as its handle");
  }
}
