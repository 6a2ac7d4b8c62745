package org.muster.parallel.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.codec.ObjectGraphs;
import org.muster.parallel.codec.ValueCodec;
import org.muster.parallel.transport.PoolLine;
import org.muster.parallel.wire.Message;

/// Collects the results of calls, so that a million of them need no million messages. None waits
/// here for long: another thread sends it if the next call takes its time.
final class CallAnswers {

  private static final int DELAY_MILLIS = 5;

  /// About as many together: far less than what the pool takes in through ZeroMQ.
  private static final int MOST_BYTES = 32 << 10;

  /// Small values need no classes of a cell.
  private static final ObjectGraphs NO_GRAPHS = new SmallGraphs();

  private final PoolLine line;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("muster-worker-answers").daemon(true).factory());

  private final List<Long> ids = new ArrayList<>(); // guarded by this
  private final List<@Nullable Object> results = new ArrayList<>(); // guarded by this
  private int bytes; // guarded by this
  private long nanos; // guarded by this
  private boolean scheduled; // guarded by this

  CallAnswers(PoolLine line) {
    this.line = line;
  }

  /// Takes the result of a call.
  ///
  /// @param result a small value, which never changes
  /// @param started when the call began
  synchronized void add(long id, @Nullable Object result, long started) {
    ids.add(id);
    results.add(result);
    nanos += System.nanoTime() - started;
    bytes += result instanceof String text ? 3 * text.length() : Long.BYTES;
    if (bytes > MOST_BYTES) {
      send();
    } else if (!scheduled) {
      scheduled = true;
      var _ = timer.schedule(this::sendLate, DELAY_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private synchronized void sendLate() {
    scheduled = false;
    send();
  }

  /// Sends what there is.
  synchronized void send() {
    if (ids.isEmpty()) {
      return;
    }
    long[] all = ids.stream().mapToLong(Long::longValue).toArray();
    line.sendNow(new Message.CallsDone(all, ValueCodec.encode(results, NO_GRAPHS), nanos));
    ids.clear();
    results.clear();
    bytes = 0;
    nanos = 0;
  }
}
