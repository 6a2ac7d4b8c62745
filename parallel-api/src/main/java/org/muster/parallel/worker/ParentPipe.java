package org.muster.parallel.worker;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A worker's standard input: over it the pool says where to connect, and its end says that the
/// pool's process is gone.
///
/// It is read through a channel because a read of [System#in] cannot be broken off, and a JVM that
/// exits waits 0.3 s for threads that are in the system: `Pool.close()` would take that long.
///
/// **Threads.** [#readLines] and [#watch] are called one after the other by one thread, [#close] by
/// any.
final class ParentPipe implements Closeable {

  private final FileChannel channel;
  private final BufferedReader reader;
  private volatile boolean closed;

  /// @param in standard input, of which nothing was read
  ParentPipe(FileInputStream in) {
    channel = in.getChannel();
    reader = new BufferedReader(new InputStreamReader(new Bytes(), StandardCharsets.UTF_8));
  }

  /// Waits for the next lines.
  ///
  /// @return fewer than `count` if the input ends before
  List<String> readLines(int count) throws IOException {
    List<String> lines = new ArrayList<>();
    while (lines.size() < count) {
      String line = reader.readLine();
      if (line == null) {
        break;
      }
      lines.add(line);
    }
    return lines;
  }

  /// Runs an action on a thread of its own once the pool's process is gone, unless this is closed
  /// before.
  ///
  /// @return the thread
  Thread watch(Runnable atEnd) {
    return Thread.ofPlatform()
        .name("muster-parent-watch")
        .daemon(true)
        .start(() -> {
          readToEnd();
          if (!closed) {
            atEnd.run();
          }
        });
  }

  private void readToEnd() {
    try {
      while (reader.readLine() != null) {
        // The pool has nothing more to say here.
      }
    } catch (IOException e) {
      // As good as the end.
    }
  }

  /// Ends the watch, whose thread leaves the system at once.
  @Override
  public void close() {
    closed = true;
    try {
      channel.close();
    } catch (IOException e) {
      // Then the exit takes a little longer.
    }
  }

  /// What the channel has so far. The JDK's own adapter takes a file channel for a file, whose
  /// bytes are all there, and waits until its buffer is full.
  private final class Bytes extends InputStream {

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return channel.read(ByteBuffer.wrap(bytes, offset, length));
    }
  }
}
