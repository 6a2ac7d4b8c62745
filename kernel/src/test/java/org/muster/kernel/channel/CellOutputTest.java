package org.muster.kernel.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.muster.kernel.channel.OutputStreamName.STDERR;
import static org.muster.kernel.channel.OutputStreamName.STDOUT;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.muster.kernel.message.Publication;
import org.muster.kernel.message.Publication.Stream;

@DisplayName("The output of a cell")
class CellOutputTest {

  private final List<Publication> published = new ArrayList<>();
  private final List<Runnable> timers = new ArrayList<>();
  private final CellOutput output =
      new CellOutput(published::add, (delay, action) -> timers.add(action));

  @Test
  void waits_for_the_timer_and_comes_in_one_piece() {
    output.print(STDOUT, "a");
    output.print(STDOUT, "b");
    assertEquals(List.of(), published);
    assertEquals(1, timers.size());
    timers.getFirst().run();
    assertEquals(List.of(new Stream("stdout", "ab")), published);
  }

  @Test
  void does_not_wait_once_there_is_much_of_it() {
    output.print(STDOUT, "x".repeat(CellOutput.FLUSH_CHARS));
    assertEquals(1, published.size());
  }

  @Test
  void keeps_the_order_of_its_streams_and_of_everything_else() {
    output.print(STDOUT, "1");
    output.print(STDERR, "2");
    output.publish(new Publication.ClearOutput(true));
    output.print(STDERR, "3");
    output.flush();
    assertEquals(
        List.of(
            new Stream("stdout", "1"),
            new Stream("stderr", "2"),
            new Publication.ClearOutput(true),
            new Stream("stderr", "3")),
        published);
  }

  @Test
  void shows_the_beginning_and_the_end_of_what_is_too_much() {
    var limited = new CellOutput(published::add, (delay, action) -> timers.add(action), 10);
    for (int i = 0; i < 100_000; i++) {
      limited.print(STDOUT, "line %d 😀\n".formatted(i));
    }
    limited.showEnd();
    assertEquals(new Stream("stdout", "line 0 😀\n"), published.get(0));
    Stream notice = (Stream) published.get(1);
    assertTrue(notice.name().equals("stderr") && notice.text().contains("10 characters"));
    Stream end = (Stream) published.get(2);
    assertTrue(end.text().matches("(?s)\\[[\\d,]+ characters are left out here]\nline 9.*"));
    assertTrue(end.text().endsWith("\nline 99999 😀\n") && end.text().length() < 110_000);
    assertEquals(3, published.size());
  }

  @Test
  void is_limited_anew_after_it_was_cleared() {
    var limited = new CellOutput(published::add, (delay, action) -> timers.add(action), 3);
    for (int i = 0; i < 3; i++) {
      limited.print(STDOUT, "ab");
      limited.publish(new Publication.ClearOutput(false));
    }
    assertEquals(6, published.size());
  }

  @Test
  void has_whole_characters_wherever_the_bytes_are_cut() {
    byte[] bytes = "aé€😀z".getBytes(StandardCharsets.UTF_8);
    for (int cut = 0; cut <= bytes.length; cut++) {
      output.print(STDOUT, bytes, 0, cut);
      output.flush();
      output.print(STDOUT, bytes, cut, bytes.length - cut);
      output.flush();
      String text =
          published.stream().map(each -> ((Stream) each).text()).reduce("", String::concat);
      assertEquals("aé€😀z", text, "cut at " + cut);
      assertTrue(published.stream().noneMatch(each -> ((Stream) each).text().contains("\uFFFD")));
      published.clear();
    }
  }

  @Test
  void goes_on_after_bytes_that_are_no_text() {
    output.print(STDOUT, new byte[] {(byte) 0xFF, 'a', (byte) 0xC3}, 0, 3);
    output.print(STDOUT, new byte[] {'b'}, 0, 1);
    output.flush();
    assertEquals(List.of(new Stream("stdout", "\uFFFDa\uFFFDb")), published);
  }
}
