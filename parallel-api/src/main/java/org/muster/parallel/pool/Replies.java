package org.muster.parallel.pool;

import org.muster.parallel.pool.Worker.Assigned;
import org.muster.parallel.spi.Chunk;
import org.muster.parallel.spi.ChunkSink.ItemFailure;
import org.muster.parallel.spi.ChunkTimes;
import org.muster.parallel.wire.Frame;
import org.muster.parallel.wire.Message;
import org.muster.parallel.wire.Payload;
import org.muster.parallel.wire.Stowage;

/// What workers say: brings each answer to whoever waits for the chunk, and everything else to
/// whoever it is for.
///
/// Belongs to the event loop's thread.
final class Replies {

  private final Crew crew;
  private final Lanes lanes;
  private final Shipping shipping;
  private final Leveller leveller;
  private final Renewal renewal;
  private final Printer printer;
  private final Runnable changed;

  /// @param changed run when a chunk was given back that another worker can take
  Replies(
      Crew crew,
      Lanes lanes,
      Shipping shipping,
      Leveller leveller,
      Renewal renewal,
      Printer printer,
      Runnable changed) {
    this.crew = crew;
    this.lanes = lanes;
    this.shipping = shipping;
    this.leveller = leveller;
    this.renewal = renewal;
    this.printer = printer;
    this.changed = changed;
  }

  void said(Worker worker, Message.Reply reply) {
    switch (reply) {
      case Message.Hello _ -> {}
      case Message.ChunkDone m -> chunkDone(worker, m);
      case Message.CallsDone m -> callsDone(worker, m);
      case Message.ChunkFailed m -> {
        Assigned failed = worker.remove(m.chunk());
        if (failed != null) {
          answered(worker);
          shipping.unfinished(worker, failed.job());
          failed.sink().failed(failure(worker, m));
        }
      }
      case Message.ChunkDropped m -> {
        Assigned dropped = worker.remove(m.chunk());
        if (dropped != null) {
          shipping.unfinished(worker, dropped.job());
          dropped.sink().dropped();
        }
      }
      case Message.ChunkUnreadable m -> {
        worker.sharesNothing = true;
        Assigned unread = worker.remove(m.chunk());
        if (unread != null) {
          shipping.unread(worker, unread);
          unread.sink().givenBack();
          changed.run();
        }
      }
      case Message.GivenBack m -> givenBack(worker, m);
      case Message.PullClass(String name) -> shipping.answer(worker, name);
      case Message.Output m -> printer.printed(worker, m);
      case Message.Display m -> printer.displayed(worker, m);
      case Message.Capacity(long heapBytes) -> worker.holdings.heap(heapBytes);
      case Message.Memory(long bytes) -> renewal.takes(worker, bytes);
    }
    if (worker.isIdle()) {
      leveller.look();
    }
  }

  private void chunkDone(Worker worker, Message.ChunkDone m) {
    Payload results;
    try {
      results = found(worker, m.results());
    } catch (IllegalArgumentException e) {
      worker.kill("it could not be understood: " + e.getMessage());
      return;
    }
    Assigned done = worker.remove(m.chunk());
    if (done == null) {
      results.release();
      return;
    }
    answered(worker);
    worker.itemsDone += done.chunk().count();
    done.sink().measured(times(worker, done.chunk(), m));
    if (results.isIncomplete()) {
      done.sink().lost(done.chunk().from(), Losses.noRoom(done));
    } else {
      done.sink().done(new Shipped.Sent(results), m.nanos());
    }
  }

  /// The results where they are.
  ///
  /// @throws IllegalArgumentException if that is nowhere
  private Payload found(Worker worker, Payload results) {
    if (!results.isWhole()) {
      Lane lane = worker.lane;
      if (lane == null) {
        throw new IllegalArgumentException("it has no memory to share");
      }
      return lane.find(results);
    }
    if (results.frames().stream().anyMatch(Replies::isLate)) {
      lanes.shareMemoryLater(worker);
    }
    return results;
  }

  /// Whether the frame would better not have travelled in a message.
  private static boolean isLate(Frame frame) {
    return frame instanceof Frame.Bytes && frame.size() >= Stowage.SMALLEST;
  }

  /// The first one last, so that it is the next to go elsewhere.
  private void givenBack(Worker worker, Message.GivenBack m) {
    for (Assigned back : worker.takeBack(m.from(), m.to())) {
      renewal.givenBack(worker, back.chunk().count());
      shipping.unfinished(worker, back.job());
      back.sink().givenBack();
    }
    changed.run();
    leveller.look();
  }

  private void answered(Worker worker) {
    if (!worker.initializing) {
      crew.answered(worker);
    }
  }

  private void callsDone(Worker worker, Message.CallsDone m) {
    answered(worker);
    var answers = new Shipped.Answers(m.results());
    long nanosEach = m.nanos() / m.ids().length;
    for (int i = 0; i < m.ids().length; i++) {
      Assigned done = worker.remove(m.ids()[i]);
      if (done != null) {
        worker.itemsDone++;
        done.sink().done(new Shipped.SentTogether(answers, i), nanosEach);
      }
    }
  }

  private static ChunkTimes times(Worker worker, Chunk chunk, Message.ChunkDone m) {
    return new ChunkTimes(
        worker.number,
        m.started(),
        m.nanos(),
        m.prepareNanos(),
        m.decodeNanos(),
        m.runNanos(),
        chunk.items().bytes(),
        m.results().bytes());
  }

  private static ItemFailure failure(Worker worker, Message.ChunkFailed m) {
    return new ItemFailure(
        m.index(),
        m.argument(),
        worker.number,
        "worker " + worker.number,
        sent(m.results()),
        sent(m.exception()));
  }

  private static Shipped.Sent sent(Payload payload) {
    return new Shipped.Sent(payload);
  }
}
