package org.muster.parallel.queue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.closure.Packed;
import org.muster.parallel.closure.Packer;
import org.muster.parallel.closure.Unpacker;
import org.muster.parallel.codec.ObjectGraphs;
import org.muster.parallel.codec.ValueCodec;
import org.muster.parallel.spi.CellClass;
import org.muster.parallel.wire.Frame;
import org.muster.parallel.wire.Payload;

/// Values as the bytes of a record, and back.
///
/// An item is encoded by the thread that puts it, before anybody waits for that, and decoded by the
/// one that takes it: it is a copy, in the same process too. Whoever takes it may never have heard
/// of its class, so the item says which classes of cells it needs, and brings the notebook
/// variables that its code uses.
///
/// **Threads.** Any. The classes of cells are those of the calling thread's context class loader:
/// the notebook's in a kernel, the running task's in a worker.
public final class ItemCodec {

  /// Values of all kinds as bytes for another process, and back.
  public static final ObjectGraphs GRAPHS = new Graphs();

  private ItemCodec() {}

  /// The record of an item.
  ///
  /// @throws org.muster.parallel.TaskNotSerializableException if it cannot travel
  public static Parts encode(Object item) {
    Objects.requireNonNull(item, "an item is never null");
    List<Frame> frames = ValueCodec.encode(new Object[] {item}, GRAPHS).frames();
    byte[][] parts = new byte[frames.size()][];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = frames.get(i).toArray();
    }
    return new Parts(parts);
  }

  /// The item of a record.
  ///
  /// @throws IllegalArgumentException if the record is damaged
  public static Object decode(Parts parts) {
    @Nullable Object[] row = ValueCodec.decode(Payload.of(parts.arrays()), GRAPHS);
    if (row.length != 1 || row[0] == null) {
      throw new IllegalArgumentException("a damaged record: %d items".formatted(row.length));
    }
    return row[0];
  }

  /// Graphs with the names of the cell classes that they need.
  private static final class Graphs implements ObjectGraphs {

    @Override
    public byte[] write(@Nullable Object[] values) {
      Packed packed = Packer.packShared(values);
      var bytes = new ByteArrayOutputStream(packed.graph().length + Integer.BYTES);
      try (var out = new DataOutputStream(bytes)) {
        out.writeInt(packed.classes().size());
        for (CellClass each : packed.classes()) {
          out.writeUTF(each.name());
        }
        out.write(packed.graph());
      } catch (IOException e) {
        throw new UncheckedIOException("writing to memory failed", e);
      }
      return bytes.toByteArray();
    }

    @Override
    public @Nullable Object[] read(byte[] graph) {
      try (var in = new DataInputStream(new ByteArrayInputStream(graph))) {
        int count = in.readInt();
        List<String> classes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          classes.add(in.readUTF());
        }
        if (Unpacker.unpackShared(in.readAllBytes(), loader(), classes)
            instanceof @Nullable Object[] values) {
          return values;
        }
      } catch (IOException e) {
        throw new IllegalArgumentException("a record that is cut off", e);
      }
      throw new IllegalArgumentException("a damaged record: no row of items");
    }

    private static ClassLoader loader() {
      ClassLoader context = Thread.currentThread().getContextClassLoader();
      return context != null
          ? context
          : Objects.requireNonNull(ItemCodec.class.getClassLoader(), "Muster is on the class path");
    }
  }
}
