package org.muster.parallel.jobs;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.muster.parallel.Timeline;

/// When workers came and went, the latest of it.
final class Happenings {

  private static final int MOST = 1024;

  private record Happening(int worker, long nanos, Timeline.Change change, String note) {}

  private final Deque<Happening> latest = new ArrayDeque<>();

  void add(int worker, long nanos, Timeline.Change change, String note) {
    latest.addLast(new Happening(worker, nanos, change, note));
    if (latest.size() > MOST) {
      latest.removeFirst();
    }
  }

  /// What happened to a worker since a run began.
  List<Timeline.Event> of(int worker, long began) {
    return latest.stream()
        .filter(each -> each.worker == worker && each.nanos >= began)
        .map(each ->
            new Timeline.Event(Duration.ofNanos(each.nanos - began), each.change, each.note))
        .toList();
  }
}
