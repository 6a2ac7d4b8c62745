package org.muster.kernel.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.muster.kernel.channel.CellOutput;
import org.muster.kernel.message.Publication;
import org.muster.parallel.spi.Progress;
import org.muster.parallel.spi.Progress.State;
import org.muster.parallel.spi.ProgressSink;

@DisplayName("The lines of progress under one cell")
class ProgressBarsTest {

  private final List<Publication> published = new ArrayList<>();
  private final CellOutput cell = new CellOutput(published::add, (Duration _, Runnable _) -> {});
  private final ProgressBars bars = new ProgressBars(cell, () -> true);

  private static Progress progress(State state) {
    return new Progress("map", state, 3, 3, 0, Duration.ofSeconds(1), 3, List.of());
  }

  private ProgressSink.Place open() {
    return Objects.requireNonNull(bars.open(() -> {}));
  }

  private static String text(Publication publication) {
    return switch (publication) {
      case Publication.DisplayData shown -> shown.data().get("text/plain").getAsString();
      case Publication.UpdateDisplayData shown -> shown.data().get("text/plain").getAsString();
      default -> publication.type();
    };
  }

  @Test
  void are_few_whatever_the_number_of_calls() {
    for (int i = 0; i < 1000; i++) {
      open().show(progress(State.DONE));
    }
    assertEquals(
        ProgressBars.MOST,
        published.stream().filter(each -> each instanceof Publication.DisplayData).count());
    assertEquals("map: 3 items in 1.00 s, 3.0/s on 0 workers; 992 more", text(published.getLast()));
  }

  @Test
  void have_no_place_for_another_call_while_all_of_them_run() {
    var places = new ArrayList<ProgressSink.Place>();
    for (int i = 0; i < ProgressBars.MOST; i++) {
      places.add(open());
    }
    assertNull(bars.open(() -> {}));
    places.getFirst().show(progress(State.DONE));
    assertNotNull(bars.open(() -> {}));
  }

  @Test
  void are_not_there_while_they_are_hidden() {
    assertNull(new ProgressBars(cell, () -> false).open(() -> {}));
  }

  @Test
  void say_how_far_a_call_was_when_the_cell_ended() {
    var refreshed = new ArrayList<ProgressSink.Place>();
    var place = bars.open(() -> refreshed.getFirst().show(progress(State.RUNNING)));
    refreshed.add(Objects.requireNonNull(place));
    bars.cellEnded();
    assertEquals(
        "map: 3 of 3 items, as far as it was when the cell ended", text(published.getLast()));
    place.show(progress(State.DONE));
    assertEquals("map: 3 items in 1.00 s, 3.0/s on 0 workers", text(published.getLast()));
  }

  @Test
  void still_say_it_if_somebody_else_looks_at_the_call_at_that_moment() {
    var refreshed = new ArrayList<ProgressSink.Place>();
    var place =
        bars.open(() -> {
          refreshed
              .getFirst()
              .show(progress(State.RUNNING)); // the look that comes ten times a second
          refreshed.getFirst().show(progress(State.RUNNING));
        });
    refreshed.add(Objects.requireNonNull(place));
    bars.cellEnded();
    assertEquals(
        "map: 3 of 3 items, as far as it was when the cell ended", text(published.getLast()));
  }
}
