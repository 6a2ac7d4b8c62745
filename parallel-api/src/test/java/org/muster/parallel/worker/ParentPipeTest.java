package org.muster.parallel.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The pipe from a pool's process")
@Timeout(60)
class ParentPipeTest {

  private RandomAccessFile pool;
  private ParentPipe pipe;

  /// A named pipe that both ends open: whoever opens one end alone waits for the other.
  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    Path fifo = folder.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
    pool = new RandomAccessFile(fifo.toFile(), "rw");
    pipe = new ParentPipe(new FileInputStream(fifo.toFile()));
  }

  @AfterEach
  void close() throws IOException {
    pipe.close();
    pool.close();
  }

  @Test
  void gives_the_lines_that_are_there_and_waits_for_no_more() throws IOException {
    say("grüße\n\n");
    assertEquals(List.of("grüße", ""), pipe.readLines(2));
  }

  @Test
  void gives_fewer_lines_if_it_ends_before() throws IOException {
    say("one\n");
    pool.close();
    assertEquals(List.of("one"), pipe.readLines(2));
  }

  @Test
  void tells_when_the_process_is_gone() throws Exception {
    var gone = new CountDownLatch(1);
    Thread watch = pipe.watch(gone::countDown);
    say("something else\n");
    assertTrue(watch.isAlive());
    pool.close();
    assertTrue(gone.await(30, TimeUnit.SECONDS));
  }

  @Test
  void has_no_thread_left_in_the_system_once_it_is_closed() throws Exception {
    var gone = new CountDownLatch(1);
    Thread watch = pipe.watch(gone::countDown);
    pipe.close();
    assertTrue(watch.join(Duration.ofSeconds(30)), "it still waits in `read`");
    assertFalse(gone.await(0, TimeUnit.SECONDS), "the process is still there");
  }

  private void say(String text) throws IOException {
    pool.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
