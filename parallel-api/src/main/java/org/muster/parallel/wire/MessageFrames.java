package org.muster.parallel.wire;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// Messages to frames and back.
///
/// The first frame holds everything but the bulk data:
///
///     magic  version  kind  sequence  payload frames  their lengths ...  fields ...
///       u8      u8     u8      i64         i32             i32 each
///
/// A payload frame in shared memory is no frame of the message: instead of its length there is -1,
/// and then where it is and its size, i64 each.
///
/// Sequence numbers count up from 0 in each direction of a connection. Number and lengths are checked
/// because JeroMQ 0.6.0 can hand damaged messages to the application (docs/decisions/0006-dependencies.md).
///
/// Reading trusts nothing: every length is checked against the bytes that are there before anything is
/// allocated. Stateless.
public final class MessageFrames {

  private static final int MAGIC = 0x4d; // M

  /// In place of a length.
  private static final int IN_SHARED_MEMORY = -1;

  private MessageFrames() {}

  /// A message with its place in the conversation.
  public record Numbered(long sequence, Message message) {}

  /// The frames of a message.
  ///
  /// @param sequence how many messages went this way before it
  public static List<byte[]> encode(long sequence, Message message) {
    List<Frame> bulk = MessageFields.bulkOf(message);
    var bytes = new ByteArrayOutputStream(64);
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(MAGIC);
      out.writeByte(Message.VERSION);
      out.writeByte(MessageFields.kindOf(message));
      out.writeLong(sequence);
      out.writeInt(bulk.size());
      for (Frame frame : bulk) {
        if (frame instanceof Frame.Bytes there) {
          out.writeInt(there.array().length);
        } else {
          writePlace(
              out, frame instanceof Frame.Stored stored ? stored.place() : (Frame.Place) frame);
        }
      }
      MessageFields.write(out, message);
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail to write", e);
    }
    if (bulk.isEmpty()) {
      return List.of(bytes.toByteArray());
    }
    List<byte[]> frames = new ArrayList<>(bulk.size() + 1);
    frames.add(bytes.toByteArray());
    for (Frame frame : bulk) {
      if (frame instanceof Frame.Bytes there) {
        frames.add(there.array());
      }
    }
    return frames;
  }

  private static void writePlace(DataOutputStream out, Frame.Place place) throws IOException {
    out.writeInt(IN_SHARED_MEMORY);
    out.writeLong(place.offset());
    out.writeLong(place.size());
  }

  /// The message in these frames.
  ///
  /// @throws ProtocolException if they are no message of this version
  public static Numbered decode(List<byte[]> frames) throws ProtocolException {
    if (frames.isEmpty()) {
      throw new ProtocolException("a message without frames");
    }
    var in = new DataInputStream(new ByteArrayInputStream(frames.getFirst()));
    try {
      if (in.readUnsignedByte() != MAGIC) {
        throw new ProtocolException("not a Muster message");
      }
      int version = in.readUnsignedByte();
      if (version != Message.VERSION) {
        throw new ProtocolException(
            "protocol version %d, this is version %d".formatted(version, Message.VERSION));
      }
      int kind = in.readUnsignedByte();
      long sequence = in.readLong();
      List<Frame> bulk = readBulk(in, frames.subList(1, frames.size()));
      Message message = MessageFields.read(in, kind, bulk);
      if (in.available() > 0) {
        throw new ProtocolException("%d bytes too many".formatted(in.available()));
      }
      return new Numbered(sequence, message);
    } catch (EOFException | UTFDataFormatException e) {
      throw new ProtocolException("a message that is cut off or damaged");
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail to read", e);
    } catch (IllegalArgumentException e) {
      throw new ProtocolException(String.valueOf(e.getMessage()));
    }
  }

  private static List<Frame> readBulk(DataInputStream in, List<byte[]> came)
      throws IOException, ProtocolException {
    int count = in.readInt();
    if (count < came.size() || count - came.size() > in.available()) {
      throw new ProtocolException("%d frames announced, %d came".formatted(count, came.size()));
    }
    List<Frame> bulk = new ArrayList<>(count);
    int next = 0;
    for (int i = 0; i < count; i++) {
      int length = in.readInt();
      if (length == IN_SHARED_MEMORY) {
        bulk.add(new Frame.Place(in.readLong(), in.readLong()));
      } else {
        if (next == came.size()) {
          throw new ProtocolException("a frame of %d bytes did not come".formatted(length));
        }
        byte[] frame = came.get(next++);
        if (length != frame.length && frame != Payload.NO_ROOM) {
          throw new ProtocolException(
              "a frame of %d bytes announced, %d came".formatted(length, frame.length));
        }
        bulk.add(new Frame.Bytes(frame));
      }
    }
    if (next < came.size()) {
      throw new ProtocolException("%d frames announced, %d came".formatted(next, came.size()));
    }
    return bulk;
  }
}
