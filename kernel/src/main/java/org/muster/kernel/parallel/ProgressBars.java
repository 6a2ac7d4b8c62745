package org.muster.kernel.parallel;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.muster.kernel.channel.CellOutput;
import org.muster.kernel.display.ProgressView;
import org.muster.kernel.message.Publication;
import org.muster.parallel.WorkerInfo;
import org.muster.parallel.spi.Progress;
import org.muster.parallel.spi.ProgressSink;

/// The progress of calls under one cell: each has a line of its own, as long as there are few.
///
/// After [#MOST] lines the last one whose call has ended is used again, and says how many calls it
/// has shown: a loop of a thousand long calls makes no thousand lines.
///
/// **Threads.** May be used from any thread, also after the cell has ended.
final class ProgressBars implements ProgressSink {

  static final int MOST = 8;

  /// After a cell has ended nothing moves for so long: what was shown last is what stays in a
  /// notebook that is executed by a program, which stops listening about now.
  private static final long STILL_NANOS = 500_000_000;

  private final CellOutput output;
  private final BooleanSupplier shown;
  private final List<Line> lines = new ArrayList<>(); // guarded by this

  /// @param shown whether calls are shown that become long now
  ProgressBars(CellOutput output, BooleanSupplier shown) {
    this.output = output;
    this.shown = shown;
  }

  @Override
  public synchronized @Nullable Place open(Runnable refresh) {
    if (!shown.getAsBoolean()) {
      return null;
    }
    if (lines.size() < MOST) {
      var line = new Line(UUID.randomUUID().toString(), 0, refresh);
      lines.add(line);
      return line;
    }
    for (Line used : lines.reversed()) {
      if (used.ended) {
        lines.remove(used);
        var line = new Line(used.id, used.before + 1, refresh);
        lines.add(line);
        return line;
      }
    }
    return null;
  }

  /// The cell has ended. What it has called and not waited for is shown as it is now: a front end
  /// that only runs the notebook hears no more.
  void cellEnded() {
    List<Line> open;
    synchronized (this) {
      open = lines.stream().filter(line -> !line.ended).toList();
    }
    for (Line line : open) {
      line.cellHasEnded = true;
      line.refresh.run();
    }
  }

  /// One call at a time.
  private final class Line implements Place {
    private final String id;

    /// How many calls it has shown before this one.
    private final int before;

    private final Runnable refresh;
    private final Map<Integer, Long> pids = new HashMap<>();
    private final Set<Integer> replaced = new HashSet<>();
    private boolean published;
    private volatile boolean ended;
    private volatile boolean cellHasEnded;
    private long movesFrom = System.nanoTime();

    Line(String id, int before, Runnable refresh) {
      this.id = id;
      this.before = before;
      this.refresh = refresh;
      this.published = before > 0;
    }

    @Override
    public void show(Progress now) {
      boolean runs = now.state() == Progress.State.RUNNING;
      notice(now.workers());
      JsonObject data;
      if (runs && cellHasEnded) {
        data = ProgressView.soFar(now);
        cellHasEnded = false; // once: what comes after this is for those who look on
        movesFrom = System.nanoTime() + STILL_NANOS;
      } else if (runs && System.nanoTime() - movesFrom < 0) {
        return;
      } else {
        data = ProgressView.of(now, replaced, before == 0 ? "" : "; %d more".formatted(before));
      }
      publish(data, ProgressView.metadata(now.state()));
      ended = !runs;
    }

    /// Another process in the place of a worker: that was lost.
    private void notice(List<WorkerInfo> workers) {
      for (WorkerInfo worker : workers) {
        Long pid = worker.pid();
        Long known = pids.get(worker.number());
        if (known != null && !known.equals(pid)) {
          replaced.add(worker.number());
        }
        if (pid != 0) {
          pids.put(worker.number(), pid);
        }
      }
    }

    private void publish(JsonObject data, JsonObject metadata) {
      var display = new JsonObject();
      display.addProperty("display_id", id);
      output.publish(
          published
              ? new Publication.UpdateDisplayData(data, metadata, display)
              : new Publication.DisplayData(data, metadata, display));
      published = true;
    }
  }
}
