package org.muster.parallel.memory;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("An object of which a handle was sent")
@Timeout(60)
class SentObjectsTest {

  private final AtomicLong clock = new AtomicLong(-5);
  private final SentObjects sent = new SentObjects(clock::get, Duration.ofMillis(5));
  private SharedSegment segment;
  private Header header;
  private UUID id;

  @BeforeEach
  void send() throws Exception {
    segment = SharedSegment.create(Header.BYTES);
    header = Header.write(segment, "Thing", "", 0);
    id = segment.id();
    sent.hold(id, new Object(), header);
  }

  @AfterEach
  void close() {
    segment.close();
  }

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }

  private void awaitRelease() throws InterruptedException {
    while (sent.holds(id)) {
      Thread.sleep(1);
    }
  }

  @Test
  void is_let_go_a_minute_after_it_arrived_although_nothing_else_happens() throws Exception {
    header.countAttached();
    pass(Duration.ofSeconds(61));
    awaitRelease();
  }

  @Test
  void is_held_for_a_minute_after_it_was_sent_again() {
    header.countAttached();
    pass(Duration.ofSeconds(50));
    sent.hold(id, new Object(), header);
    pass(Duration.ofSeconds(50));
    sent.tidy();
    assertTrue(sent.holds(id));
  }

  @Test
  void is_held_for_an_hour_if_it_does_not_arrive() throws Exception {
    pass(Duration.ofMinutes(59));
    sent.tidy();
    assertTrue(sent.holds(id));
    pass(Duration.ofMinutes(2));
    awaitRelease();
  }

  @Test
  void is_let_go_when_it_is_closed() throws Exception {
    segment.close();
    awaitRelease();
  }

  @Test
  void is_watched_again_after_all_were_let_go() throws Exception {
    header.countAttached();
    pass(Duration.ofMinutes(2));
    awaitRelease();
    sent.hold(id, new Object(), header);
    pass(Duration.ofMinutes(2));
    awaitRelease();
    sent.remove(id);
    assertFalse(sent.holds(id));
  }
}
