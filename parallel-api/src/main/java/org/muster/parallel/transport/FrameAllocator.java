package org.muster.parallel.transport;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.WeakHashMap;
import zmq.Msg;
import zmq.io.Metadata;
import zmq.msg.MsgAllocator;

/// Makes room for the frames that arrive on a socket, and bounds what a peer can make it keep.
///
/// **Threads.** ZeroMQ's I/O thread, of which there is one.
final class FrameAllocator implements MsgAllocator {

  /*
   * ZeroMQ hands a message over when it is complete, and keeps its frames until then: of a message
   * that never ends it would keep frames until there is no memory left. It asks the frame itself
   * whether another one follows. A frame with which a message becomes too large says no: what there
   * is so far is handed over as a message, and what follows is the next one. Both are cut short, so
   * nobody understands them, and whoever reads the socket drops them.
   *
   * Whose frame it is shows in the metadata, which is one object for each connection. Peers that
   * speak a version of the protocol without metadata send messages of one frame only.
   */

  /// What a frame takes besides its bytes, about.
  static final int FRAME_BYTES = 256;

  private final long largestFrame;
  private final long largestMessage;

  /// What there is of the messages that are not complete.
  private final Map<Metadata, Long> begun = new WeakHashMap<>();

  /// @param largestMessage with [#FRAME_BYTES] for each frame, or 0 for any
  FrameAllocator(long largestFrame, long largestMessage) {
    this.largestFrame = largestFrame;
    this.largestMessage = largestMessage;
  }

  /// Memory for a frame. JeroMQ's thread does not survive an error, and with it all sockets would
  /// stand still: where the heap has no room the frame lies outside, and the loop finds out what
  /// can be done with it. A stranger may announce less than nothing, of which JeroMQ takes the
  /// lower half for a size: that, and what there is no memory for anywhere, becomes an empty frame,
  /// and what follows is no message any more.
  @Override
  public Msg allocate(int bytes) {
    if (bytes < 0 || bytes > largestFrame) {
      return new Frame(0);
    }
    try {
      return new Frame(bytes);
    } catch (OutOfMemoryError e) {
      try {
        return new Frame(ByteBuffer.allocateDirect(bytes));
      } catch (OutOfMemoryError f) {
        return new Frame(0);
      }
    }
  }

  /// Whether a message may go on after a frame that says it does.
  private boolean mayGoOn(Metadata peer, long frameBytes) {
    long bytes = begun.getOrDefault(peer, 0L) + frameBytes + FRAME_BYTES;
    if (bytes > largestMessage) {
      begun.remove(peer);
      return false;
    }
    begun.put(peer, bytes);
    return true;
  }

  private final class Frame extends Msg {

    private boolean mayGoOn = largestMessage == 0;

    Frame(int bytes) {
      super(bytes);
    }

    Frame(ByteBuffer bytes) {
      super(bytes);
    }

    @Override
    public Msg setMetadata(Metadata peer) {
      if (largestMessage > 0) {
        if (super.hasMore()) {
          mayGoOn = mayGoOn(peer, size());
        } else {
          begun.remove(peer);
        }
      }
      return super.setMetadata(peer);
    }

    @Override
    public boolean hasMore() {
      return super.hasMore() && mayGoOn;
    }
  }
}
