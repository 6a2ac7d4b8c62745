package org.muster.kernel.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.muster.kernel.channel.CellOutput;
import org.muster.kernel.channel.OutputStreamName;
import org.muster.kernel.message.Publication;
import org.muster.parallel.spi.WorkerOutput;
import org.muster.parallel.spi.WorkerOutput.Stream;

@DisplayName("What workers print")
class WorkerLinesTest {

  private final List<Publication> published = new ArrayList<>();
  private final CellOutput cell = new CellOutput(published::add, (Duration _, Runnable _) -> {});
  private final MarkedLines lines = new MarkedLines(cell);

  private void prints(int worker, String text) {
    lines.print(new WorkerOutput(worker, 1, Stream.OUT, text));
  }

  private void displays(int worker) {
    lines.display(
        "worker " + worker,
        new Publication.DisplayData(new JsonObject(), new JsonObject(), new JsonObject()));
  }

  private void assertShown(String... texts) {
    cell.flush();
    assertEquals(
        List.of(texts),
        published.stream()
            .map(each -> each instanceof Publication.Stream(_, String text) ? text : each.type())
            .toList());
  }

  @Test
  void is_tagged_once_for_lines_that_follow_each_other() {
    prints(0, "a\nb\n");
    prints(0, "c\n");
    assertShown("[worker 0] a\n           b\n           c\n");
  }

  @Test
  void is_tagged_once_for_a_line_that_comes_in_pieces() {
    prints(1, "hel");
    prints(1, "lo\nx");
    assertShown("[worker 1] hello\n           x");
  }

  @Test
  void does_not_run_into_the_line_of_another_worker() {
    prints(1, "a");
    prints(2, "b\n");
    prints(1, "c\n");
    assertShown("[worker 1] a\n[worker 2] b\n[worker 1] c\n");
  }

  @Test
  void has_no_other_tag_right_above_what_the_same_worker_displays() {
    prints(1, "a");
    displays(1);
    displays(1);
    prints(1, "b\n");
    assertShown("[worker 1] a", "display_data", "display_data", "[worker 1] b\n");
  }

  @Test
  void has_a_line_of_its_own_above_what_another_worker_displays() {
    prints(1, "a");
    displays(2);
    prints(1, "b\n");
    displays(2);
    assertShown(
        "[worker 1] a\n[worker 2]\n", "display_data", "[worker 1] b\n[worker 2]\n", "display_data");
  }

  @Test
  void is_tagged_again_below_what_the_cell_itself_has_shown() {
    prints(1, "a\n");
    cell.print(OutputStreamName.STDOUT, "of the cell\n");
    prints(1, "b\n");
    assertShown("[worker 1] a\nof the cell\n[worker 1] b\n");
  }

  @Test
  void is_tagged_again_in_the_other_stream() {
    prints(1, "a\n");
    lines.print(new WorkerOutput(1, 1, Stream.ERR, "b\n"));
    prints(1, "c\n");
    assertShown("[worker 1] a\n", "[worker 1] b\n", "[worker 1] c\n");
  }

  @Test
  void is_tagged_once_also_while_a_display_above_it_is_updated() {
    var nothing = new JsonObject();
    prints(1, "a\n");
    cell.publish(new Publication.UpdateDisplayData(nothing, nothing, nothing));
    prints(1, "b\n");
    assertShown("[worker 1] a\n", "update_display_data", "           b\n");
  }

  @Test
  void is_not_tagged_if_the_pool_itself_says_it() {
    lines.print(new WorkerOutput(-1, -1, Stream.OUT, "warning\nmore\n"));
    assertShown("warning\nmore\n");
  }
}
