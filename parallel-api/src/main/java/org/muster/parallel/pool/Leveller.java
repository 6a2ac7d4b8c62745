package org.muster.parallel.pool;

import java.time.Duration;
import java.util.IdentityHashMap;
import org.muster.parallel.pool.Worker.Assigned;
import org.muster.parallel.transport.SocketLoop;
import org.muster.parallel.wire.Message;

/// Sees to it that nothing waits behind a long chunk while another worker has nothing to do: asks
/// the one that does not get on to give back what it has not started.
///
/// Chunks and calls travel ahead, several to a worker, as long as they were measured to be short.
/// That may be wrong of the next one, and one may even wait for another that is behind it. So while
/// some workers are idle, those that have something waiting are looked at every few milliseconds;
/// who runs the same as the time before is asked. It gets no more until it has come to an end with
/// what it runs.
///
/// Belongs to the event loop's thread.
final class Leveller {

  /// Longer than nearly all chunks that are sent ahead of others, so that hardly anything moves
  /// while work goes on as it was measured.
  private static final Duration PATIENCE = Duration.ofMillis(5);

  private final SocketLoop loop;
  private final Crew crew;

  /// What those ran that had something waiting, the last time.
  private IdentityHashMap<Worker, Assigned> seen = new IdentityHashMap<>();

  private boolean looking;

  Leveller(SocketLoop loop, Crew crew) {
    this.loop = loop;
    this.crew = crew;
  }

  /// A worker may be idle that was not before, or have got several calls at once.
  void look() {
    if (!looking) {
      compare();
    }
  }

  private void compare() {
    IdentityHashMap<Worker, Assigned> now = new IdentityHashMap<>();
    if (crew.leastLoaded(1) != null) {
      for (Worker worker : crew.workers()) {
        compare(worker, now);
      }
    }
    seen = now;
    looking = !now.isEmpty();
    if (looking) {
      loop.schedule(PATIENCE, this::compare);
    }
  }

  private void compare(Worker worker, IdentityHashMap<Worker, Assigned> now) {
    if (!worker.hasWaiting() || worker.isSlow) {
      return;
    }
    Assigned running = worker.running();
    if (running != null && running == seen.get(worker)) {
      worker.isSlow = true;
      crew.send(worker, new Message.GiveBack(worker.given()));
    } else {
      now.put(worker, running);
    }
  }
}
