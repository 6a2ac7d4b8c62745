package org.muster.kernel.history;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes the cells of this kernel to the disk, on a thread of its own: no cell waits for a slow
/// disk. What cannot be written is told once. If the disk was full and has room again, the next
/// cell brings all those with it that are missing.
///
/// **Threads.** May be used from any thread.
final class HistoryWriter {

  /// Longer cells were generated; they would push out everything else.
  static final int LONGEST_CODE = 100_000;

  /// How long the end of the kernel waits for what is still to be written.
  private static final Duration LAST_WRITE = Duration.ofSeconds(1);

  private static final Entry END = new Entry(-1, -1, "", null);

  private final SessionFiles files;
  private final int kept;
  private final Consumer<String> complaints;
  private final BlockingQueue<Entry> waiting = new LinkedBlockingQueue<>();
  private final Deque<Entry> latest = new ArrayDeque<>();
  private @Nullable Path file;
  private @Nullable Thread thread;
  private boolean told;
  private boolean behind; // cells are missing in the file, or one is torn
  private int lines;

  /// A writer that has written nothing, not even a file.
  ///
  /// @param kept how many cells of this session are kept at least; about twice as many at most
  /// @param complaints told in one line what cannot be done
  HistoryWriter(SessionFiles files, int kept, Consumer<String> complaints) {
    this.files = files;
    this.kept = kept;
    this.complaints = complaints;
  }

  /// Writes a cell, soon.
  void add(int line, String code) {
    if (code.length() <= LONGEST_CODE) {
      waiting.add(new Entry(0, line, code, null));
      start();
    }
  }

  /// The number of this session.
  synchronized int session() {
    Path mine = file();
    return mine == null ? 1 : SessionFiles.number(mine);
  }

  /// Waits for what is still to be written, for at most a second.
  void close() {
    Thread running;
    synchronized (this) {
      running = thread;
    }
    if (running != null) {
      waiting.add(END); // an interrupt would tear the write that is under way
      try {
        running.join(LAST_WRITE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private synchronized void start() {
    if (thread == null) {
      thread = Thread.ofPlatform().name("muster-history").daemon(true).start(this::run);
    }
  }

  private void run() {
    boolean goesOn = true;
    while (goesOn) {
      List<Entry> batch = new ArrayList<>();
      try {
        batch.add(waiting.take());
      } catch (InterruptedException e) {
        // Nobody means this thread: it goes on.
      }
      waiting.drainTo(batch);
      // By its line: what records have for `equals` is made at run time, while the first cell runs.
      goesOn = !batch.removeIf(entry -> entry.line() == END.line());
      write(batch);
    }
  }

  private synchronized void write(List<Entry> batch) {
    if (batch.isEmpty() && !behind) {
      return;
    }
    latest.addAll(batch);
    while (latest.size() > kept) {
      latest.removeFirst();
    }
    Path mine = file();
    if (mine == null) {
      behind = true;
      return;
    }
    try {
      lines += batch.size();
      if (lines < 2 * kept && !behind) {
        SessionFiles.append(mine, batch);
      } else {
        files.replace(mine, List.copyOf(latest));
        lines = latest.size();
        behind = false;
      }
    } catch (IOException e) {
      behind = true;
      complain(e);
    }
  }

  private @Nullable Path file() {
    if (file == null) {
      try {
        file = files.create();
      } catch (IOException e) {
        complain(e);
      }
    }
    return file;
  }

  private void complain(IOException e) {
    if (!told) {
      told = true;
      complaints.accept("the history of cells is not kept: " + e);
    }
  }
}
