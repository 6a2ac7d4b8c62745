package org.muster.parallel.pool;

import org.muster.parallel.spi.WorkerLauncher;
import org.muster.parallel.transport.SocketLoop;

/// Gives each worker that can reach it a [Lane] of memory, once it is needed.
///
/// Belongs to the event loop's thread.
final class Lanes {

  private final SocketLoop loop;
  private final Crew crew;

  /// Whether there can be any.
  private final boolean available;

  Lanes(SocketLoop loop, WorkerLauncher launcher, Crew crew) {
    this.loop = loop;
    this.crew = crew;
    this.available = launcher.sharesMemory();
  }

  /// Whether the worker can read what is in the [Depot]. It is told where that is when it is needed
  /// first.
  boolean sharesMemory(Worker worker) {
    if (worker.lane == null && mayShare(worker)) {
      Lane lane = Lane.open(crew.size());
      worker.lane = lane;
      worker.sharesNothing = lane == null;
      if (lane != null) {
        crew.send(worker, lane.offer());
      }
    }
    return !worker.sharesNothing && worker.lane != null;
  }

  private boolean mayShare(Worker worker) {
    return available && !worker.sharesNothing;
  }

  /// The worker has large results, and should have memory for them.
  void shareMemoryLater(Worker worker) {
    if (worker.lane == null && mayShare(worker)) {
      // The first one in this JVM takes long.
      Thread.ofVirtual()
          .name("muster-lane-" + worker.number)
          .start(() -> {
            if (Depot.SHARED.slots() != null) {
              loop.execute(() -> {
                if (crew.has(worker)) {
                  boolean _ = sharesMemory(worker);
                }
              });
            }
          });
    }
  }
}
