package org.muster.parallel.worker;

import java.io.IOException;
import java.io.InputStream;

/// `System.in` of a task. Whoever reads it is told so, rather than left waiting; and nobody closes
/// the worker's own standard input, whose end means that the pool is gone.
final class NoInput extends InputStream {

  @Override
  public int read() throws IOException {
    throw new IOException(
        "a task has no standard input, because nobody sits in front of a worker: read what is"
            + " needed before, and let the task use that");
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    return length == 0 ? 0 : read();
  }

  /// Reading fails rather than this, as code may ask before it reads.
  @Override
  public int available() {
    return 0;
  }
}
