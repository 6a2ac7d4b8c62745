package org.muster.parallel.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.muster.parallel.wire.ProtocolException;

/// The pool's end of a direct line to a worker: a plain connection, read and written by the loop's
/// thread.
///
/// What is sent in one round of the loop is written at its end, in as few pieces as possible.
///
/// **Threads.** Everything happens on the loop's thread.
final class DirectLine {

  /// Hears what comes.
  interface Listener {

    void arrived(List<byte[]> frames);

    /// There are no messages in what comes.
    void garbled(String why);

    /// Nothing comes any more.
    void ended();
  }

  private static final int PIECE_BYTES = 256 << 10;

  /// Pieces taken from one line before the others get their turn.
  private static final int BATCH = 8;

  private final SocketLoop loop;
  private final SocketChannel channel;
  private final SelectionKey key;
  private final Listener listener;
  private final ByteBuffer piece;
  private final FrameReader reader;
  private final Deque<ByteBuffer> unwritten = new ArrayDeque<>();
  private boolean flushing;
  private boolean reading;
  private boolean broken;
  private boolean closed;

  /// @param mostBytes that a frame may have
  /// @param piece memory that this line may use whenever it reads or writes
  DirectLine(
      SocketLoop loop,
      SocketChannel channel,
      SelectionKey key,
      long mostBytes,
      ByteBuffer piece,
      Listener listener) {
    this.loop = loop;
    this.channel = channel;
    this.key = key;
    this.piece = piece;
    this.listener = listener;
    Consumer<List<byte[]>> arrived =
        frames -> {
          if (!closed) {
            listener.arrived(frames);
          }
        };
    this.reader = new FrameReader(mostBytes, arrived);
    key.attach((Runnable) this::ready);
    key.interestOps(0);
  }

  static ByteBuffer piece() {
    return ByteBuffer.allocateDirect(PIECE_BYTES);
  }

  /// Listens from now on.
  void listen() {
    reading = true;
    setInterest();
  }

  /// Sends bytes as they are.
  void sendRaw(byte[] bytes) {
    send(List.of(ByteBuffer.wrap(bytes)));
  }

  /// Sends a message.
  ///
  /// @return false if the line has ended
  boolean send(Iterable<ByteBuffer> message) {
    if (closed || broken) {
      return false;
    }
    message.forEach(unwritten::addLast);
    if (!flushing) {
      flushing = true;
      loop.atEndOfRound(this::flush);
    }
    return true;
  }

  void close() {
    if (!closed) {
      closed = true;
      unwritten.clear();
      DirectPort.quietly(channel);
    }
  }

  private void ready() {
    if (key.isWritable()) {
      flush();
    }
    if (!closed && key.isReadable()) {
      read();
    }
  }

  private void read() {
    try {
      for (int i = 0; i < BATCH && !closed; i++) {
        piece.clear();
        int read = channel.read(piece);
        if (read < 0) {
          end();
          return;
        }
        reader.read(piece.flip());
        if (read < PIECE_BYTES) {
          return;
        }
      }
    } catch (ProtocolException e) {
      close();
      listener.garbled(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      end();
    }
  }

  private void end() {
    if (!closed) {
      close();
      listener.ended();
    }
  }

  private void flush() {
    flushing = false;
    try {
      while (!closed && !unwritten.isEmpty()) {
        fillPiece();
        int written = channel.write(piece.flip());
        forget(written);
        if (written < piece.limit()) {
          break; // no room for the moment
        }
      }
      setInterest();
    } catch (IOException e) {
      // What the worker said last may still be there to be read: its end is noticed there.
      unwritten.clear();
      broken = true;
    }
  }

  private void fillPiece() {
    piece.clear();
    for (ByteBuffer next : unwritten) {
      int bytes = Math.min(next.remaining(), piece.remaining());
      piece.put(next.slice(next.position(), bytes));
      if (!piece.hasRemaining()) {
        return;
      }
    }
  }

  private void forget(int written) {
    int left = written;
    while (left > 0) {
      ByteBuffer first = unwritten.getFirst();
      int bytes = Math.min(left, first.remaining());
      first.position(first.position() + bytes);
      left -= bytes;
      if (!first.hasRemaining()) {
        unwritten.removeFirst();
      }
    }
  }

  private void setInterest() {
    if (!closed && key.isValid()) {
      int interest =
          (reading ? SelectionKey.OP_READ : 0) | (unwritten.isEmpty() ? 0 : SelectionKey.OP_WRITE);
      if (interest != key.interestOps()) {
        key.interestOps(interest);
      }
    }
  }
}
