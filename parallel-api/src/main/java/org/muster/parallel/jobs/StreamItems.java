package org.muster.parallel.jobs;

import java.util.Iterator;
import java.util.stream.Stream;

/// A stream as the items of an imap: whoever reads them closes it when nobody needs more of it.
record StreamItems<T>(Stream<T> stream) implements Iterable<T> {

  @Override
  public Iterator<T> iterator() {
    return stream.iterator();
  }

  /// Closes items that come from a stream; others belong to the caller.
  static void close(Iterable<?> items) {
    if (items instanceof StreamItems<?>(Stream<?> stream)) {
      stream.close();
    }
  }
}
