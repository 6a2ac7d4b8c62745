package org.muster.parallel.codec;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.wire.Payload;

/// Rows of records of one class, some of them perhaps null.
///
/// The classes travel as an object graph of their own, without any object of them: whoever writes
/// graphs sees to it that the other side has the code of a class that it reads, and the notebook
/// variables that a record's constructor uses. The values come after it in one frame.
///
/// **Sharing.** Two places of a row that hold the same record hold equal ones on arrival. Strings
/// stay shared, as far as [PartWriter] remembers them.
final class RecordRows {

  private static final int BYTES_EACH = 64;

  private RecordRows() {}

  /// The row, or null if it has no packed form.
  ///
  /// @param head of the payload
  static @Nullable Payload encode(
      byte[] head, @Nullable Object[] values, Class<?> type, ObjectGraphs graphs) {
    RecordPart part = RecordPart.of(type);
    if (part == null) {
      return null;
    }
    PartWriter out = new PartWriter((int) Math.min(1L << 26, (long) BYTES_EACH * values.length));
    try {
      out.blob(part.signature().getBytes(StandardCharsets.UTF_8));
      for (Object value : values) {
        if (!part.write(value, out)) {
          return null;
        }
      }
    } catch (PartWriter.FrameFullException e) {
      return null;
    }
    List<Object> types = new ArrayList<>();
    part.addTypes(types);
    return Payload.of(head, graphs.write(types.toArray()), out.toBytes());
  }

  /// @throws IllegalArgumentException if the payload is damaged, or if the class is another one
  ///   here
  static @Nullable Object[] decode(int count, Payload payload, ObjectGraphs graphs) {
    @Nullable Object[] types = graphs.read(payload.array(1));
    RecordPart part = types.length > 0 && types[0] instanceof Class<?> c ? RecordPart.of(c) : null;
    if (part == null) {
      throw new IllegalArgumentException(
          "a damaged payload: no record in " + Arrays.toString(types));
    }
    PartReader in = new PartReader(payload.frames().get(2).toBuffer());
    String signature = new String(in.blob(), StandardCharsets.UTF_8);
    if (!signature.equals(part.signature())) {
      throw new IllegalArgumentException(
          "%s has changed since these were sent: %s there, %s here"
              .formatted(types[0], signature, part.signature()));
    }
    @Nullable Object[] values = new Object[ValueCodec.checkCount(count, in.bytes().remaining(), 1)];
    try {
      for (int i = 0; i < count; i++) {
        values[i] = part.read(in);
      }
    } catch (ArithmeticException | DateTimeException | NumberFormatException e) {
      throw new IllegalArgumentException("a damaged payload: " + e, e);
    }
    return values;
  }
}
