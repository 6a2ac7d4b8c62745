package org.muster.parallel.worker;

import java.util.HashMap;
import java.util.Map;
import org.muster.parallel.closure.ArrayRef;
import org.muster.parallel.closure.ArraySource;
import org.muster.parallel.codec.PrimitiveArrays;
import org.muster.parallel.wire.Message;

/// The elements of big arrays that the pool has sent. Every task gets an array of its own made of
/// them: what one writes into it no other sees.
///
/// How much is kept is the pool's business. Belongs to the task thread.
final class WorkerArrays implements ArraySource {

  private final Map<Long, byte[]> elements = new HashMap<>();

  void add(Message.Blob blob) {
    elements.put(blob.blob(), blob.elements().array(0));
  }

  void forget(long blob) {
    elements.remove(blob);
  }

  @Override
  public Object array(ArrayRef ref) {
    byte[] bytes = elements.get(ref.id());
    if (bytes == null) {
      throw new IllegalArgumentException("the pool never sent %s".formatted(ref));
    }
    if (bytes.length != ref.bytes()) {
      throw new IllegalArgumentException("%d bytes came for %s".formatted(bytes.length, ref));
    }
    return PrimitiveArrays.fromBytes(
        ref.type(), ref.type() == byte[].class ? bytes.clone() : bytes);
  }
}
