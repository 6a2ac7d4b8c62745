package org.muster.parallel.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A head start of worker processes")
@Timeout(60)
class HeadStartTest {

  private static final List<String> CLASS_PATH = List.of("a.jar");
  private static final List<String> OPTIONS = List.of("-Xmx1g");

  private final BlockingQueue<Process> started = new LinkedBlockingQueue<>();

  /// A process that ends when its standard input does, as a worker.
  private Process start() throws IOException {
    Process process = new ProcessBuilder("cat").start();
    started.add(process);
    return process;
  }

  @Test
  void gives_each_process_once() throws Exception {
    var two = new HeadStart(2, CLASS_PATH, OPTIONS, this::start);
    Process first = Objects.requireNonNull(two.take(CLASS_PATH, OPTIONS));
    Process second = Objects.requireNonNull(two.take(CLASS_PATH, OPTIONS));
    assertNotEquals(first.pid(), second.pid());
    assertNull(two.take(CLASS_PATH, OPTIONS));
    assertTrue(first.isAlive() && second.isAlive());
    first.destroyForcibly();
    second.destroyForcibly();
  }

  @Test
  void ends_those_that_are_not_what_is_wanted() throws Exception {
    var two = new HeadStart(2, CLASS_PATH, OPTIONS, this::start);
    assertNull(two.take(CLASS_PATH, List.of("-Xmx2g")));
    assertNull(two.take(CLASS_PATH, OPTIONS));
    awaitTheEndOf(2);
  }

  @Test
  void ends_those_that_nobody_wants() throws Exception {
    new HeadStart(3, CLASS_PATH, OPTIONS, this::start).end();
    awaitTheEndOf(3);
  }

  @Test
  void says_why_a_process_could_not_be_started() {
    var one =
        new HeadStart(
            1,
            CLASS_PATH,
            OPTIONS,
            () -> {
              throw new IOException("no memory");
            });
    var thrown = assertThrows(IOException.class, () -> one.take(CLASS_PATH, OPTIONS));
    assertEquals("no memory", thrown.getMessage());
  }

  private void awaitTheEndOf(int processes) throws InterruptedException {
    for (int i = 0; i < processes; i++) {
      assertTrue(started.take().waitFor(30, TimeUnit.SECONDS));
    }
  }
}
