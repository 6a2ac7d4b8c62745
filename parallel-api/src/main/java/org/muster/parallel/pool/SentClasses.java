package org.muster.parallel.pool;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.muster.parallel.spi.CellClass;

/// The class files that one worker has, by hash. Every run of a cell makes new ones, so those used
/// least recently go when they become too many; one that is needed again is sent again.
///
/// Belongs to the event loop's thread.
final class SentClasses {

  /// Of class files, most of which have 2 or 3 kB.
  private static final int MOST_BYTES = 2 << 20;

  private final Map<String, Integer> sizes = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  boolean has(CellClass c) {
    return sizes.containsKey(c.sha256());
  }

  /// The worker uses the class, and gets it if it has not.
  ///
  /// @return whether it has to be sent
  boolean add(CellClass c) {
    if (sizes.get(c.sha256()) != null) { // and is the most recently used one now
      return false;
    }
    sizes.put(c.sha256(), c.bytes().length);
    bytes += c.bytes().length;
    return true;
  }

  /// What the worker is to forget. To be called behind a chunk, not in front of one: what that
  /// needs may be too much by itself.
  ///
  /// @return hashes
  List<String> trim() {
    if (bytes <= MOST_BYTES) {
      return List.of();
    }
    List<String> forgotten = new ArrayList<>();
    var oldest = sizes.entrySet().iterator();
    // Not only as many as are too many: that would be a message for every chunk.
    while (bytes > MOST_BYTES / 2 && oldest.hasNext()) {
      Map.Entry<String, Integer> each = oldest.next();
      forgotten.add(each.getKey());
      bytes -= each.getValue();
      oldest.remove();
    }
    return forgotten;
  }
}
