package org.muster.parallel.worker;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.muster.parallel.closure.ArrayRef;
import org.muster.parallel.closure.ArraySource;
import org.muster.parallel.codec.PrimitiveArrays;
import org.muster.parallel.wire.Message;

/// The elements of big arrays that the pool has sent. Every task gets an array of its own made of
/// them: what one writes into it no other sees.
///
/// How much is kept is the pool's business. Belongs to the task thread.
final class WorkerArrays implements ArraySource {

  private final SharedRoom room;
  private final Map<Long, byte[]> elements = new HashMap<>();

  /// Those that are in memory that this worker does not reach.
  private final Set<Long> unreachable = new HashSet<>();

  /// @param room has what does not travel in messages
  WorkerArrays(SharedRoom room) {
    this.room = room;
  }

  /// Takes what the pool has sent. What is in shared memory is copied: the pool keeps it there only
  /// until the chunk was answered that comes with it.
  void add(Message.Blob blob) {
    if (room.reaches(blob.elements())) {
      elements.put(blob.blob(), room.find(blob.elements()).array(0));
    } else {
      unreachable.add(blob.blob());
    }
  }

  void forget(long blob) {
    elements.remove(blob);
    unreachable.remove(blob);
  }

  /// Whether all are there that the pool believes to be there.
  boolean isComplete() {
    return unreachable.isEmpty();
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
