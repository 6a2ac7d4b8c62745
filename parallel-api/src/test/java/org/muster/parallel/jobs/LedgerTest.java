package org.muster.parallel.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.muster.parallel.Timeline;
import org.muster.parallel.spi.ChunkTimes;

@DisplayName("The account of where time went")
class LedgerTest {

  private static final long MILLI = 1_000_000;

  private final Ledger ledger = new Ledger("a pool", 1, true);

  private static ChunkTimes chunk(long started, long nanos) {
    return new ChunkTimes(0, started, nanos, 0, 0, nanos, 0, 0);
  }

  private static Duration parts(Timeline.Bar bar) {
    return bar.receiving().plus(bar.running()).plus(bar.returning());
  }

  @Test
  void has_room_for_a_chunk_behind_one_whose_answer_came_late() {
    long now = System.nanoTime();
    long sent = now - 200 * MILLI;
    Ledger.Run run = ledger.begin(Caller.here(), 2, sent);
    // It ended 90 ms before its answer was read, on a clock that nothing is known of yet.
    ledger.done(run, sent, chunk(now - 100 * MILLI, 10 * MILLI), 1);
    ledger.done(run, sent, chunk(System.nanoTime() - 50 * MILLI, 50 * MILLI), 1);
    ledger.end(run);

    List<Timeline.Bar> bars = ledger.timeline().lanes().getFirst().bars();
    assertEquals(2, bars.size());
    Duration last = Duration.ZERO;
    for (Timeline.Bar bar : bars) {
      assertTrue(bar.from().compareTo(last) >= 0, bars.toString());
      assertTrue(parts(bar).compareTo(bar.to().minus(bar.from())) <= 0, bars.toString());
      last = bar.to();
    }
    assertEquals(Duration.ofMillis(10), bars.getFirst().running());
    assertEquals(Duration.ofMillis(50), bars.getLast().running());
  }
}
