package org.muster.kernel.display;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A rendered value")
class DisplayTest {

  private record City(String name, double area, @Nullable Integer people) {}

  private final List<String> told = new ArrayList<>();
  private final Display display = new Display(Throwable::toString, told::add);

  private String text(Object value) {
    return display.render(value).data().get("text/plain").getAsString();
  }

  private String html(Object value) {
    return display.render(value).data().get("text/html").getAsString();
  }

  @Test
  void is_its_text_if_there_is_nothing_better() {
    assertEquals("Optional[1]", text(Optional.of(1)));
    assertFalse(display.render(Optional.of(1)).data().has("text/html"));
    assertEquals("null", display.render(null).data().get("text/plain").getAsString());
  }

  @Test
  void says_what_has_become_of_a_future() {
    var future = new CompletableFuture<List<Integer>>();
    assertEquals("CompletableFuture, not done yet", text(future));
    future.complete(List.of(1, 2));
    assertEquals("CompletableFuture, done: [1, 2]", text(future));
    var cancelled = new FutureTask<>(() -> 1);
    cancelled.cancel(false);
    assertEquals("Future, cancelled", text(cancelled));
    assertEquals(
        "CompletableFuture, failed:\njava.lang.IllegalStateException: no paper",
        text(
            CompletableFuture.failedFuture(new IllegalStateException("no paper"))
                .thenApply(Object::toString)));
    assertTrue(text(new CompletableFuture<>().minimalCompletionStage()).contains("Stage"));
    assertEquals(
        "mine",
        text(
            new CompletableFuture<String>() {
              @Override
              public String toString() {
                return "mine";
              }
            }));
  }

  @Test
  void says_what_a_thread_does() {
    Thread thread = Thread.ofPlatform().name("mine").unstarted(() -> {});
    assertTrue(text(thread).matches("Thread\\[#\\d+,mine,5,.*], new"), text(thread));
  }

  @Test
  void is_a_table_if_it_is_a_list_of_records() {
    List<City> cities =
        List.of(new City("Ulm", 118.7, 128_928), new City("Rom & Co", 1285.0, null));
    assertEquals(
        """
        name        area  people
        Ulm        118.7  128928
        Rom & Co  1285.0    null\
        """,
        text(cities));
    String html = html(cities);
    assertTrue(html.contains("<td style=\"text-align:left\">Rom &amp; Co</td>"), html);
    assertTrue(html.contains("<td style=\"text-align:right\">1285.0</td>"), html);
    assertTrue(html.endsWith("<small>2 rows × 3 columns</small>"), html);
    assertFalse(html.contains("<script") || html.contains("color"), html);
  }

  @Test
  void names_the_types_that_people_know() {
    String lists = html(new TreeMap<>(Map.of("few", List.of(1), "more", List.of(1, 2, 3))));
    assertTrue(lists.contains(">List</th>"), lists);
    assertTrue(html(Map.of("k", Map.of("a", 1))).contains(">Map</th>"));
    assertTrue(html(List.of(Path.of("a"), Path.of("b"))).contains(">Path</th>"));
  }

  @Test
  void shows_the_beginning_and_the_end_of_a_long_list_and_asks_for_no_more() {
    int[] asked = {0};
    List<City> cities =
        new AbstractList<>() {
          @Override
          public City get(int index) {
            asked[0]++;
            return new City("c" + index, index, index);
          }

          @Override
          public int size() {
            return 1_000_000;
          }
        };
    String text = text(cities);
    assertTrue(text.contains("c19 ") && text.contains("c999999"), text);
    assertFalse(text.contains("c20 "), text);
    assertTrue(text.endsWith("1,000,000 rows × 3 columns"), text);
    assertTrue(asked[0] < 200, "asked " + asked[0] + " times");
  }

  @Test
  void is_short_in_plain_text_if_it_is_a_long_array_or_list() {
    assertEquals("[1, 2, 3]", text(new int[] {1, 2, 3}));
    assertEquals("[[1.0], [2.0, 3.0]]", text(new double[][] {{1}, {2, 3}}));
    String numbers = text(IntStream.range(0, 5_000).boxed().toList());
    assertTrue(numbers.endsWith("99, … 4,900 more]"), numbers);
    assertTrue(html(new double[][] {{1}, {2, 3}}).contains("2 rows × 2 columns"));
  }

  @Test
  void has_a_row_for_each_entry_of_a_map() {
    assertTrue(html(new TreeMap<>(Map.of("a", 1, "b", 2))).contains("2 entries"));
    assertTrue(html(Map.of("k", new City("Ulm", 1, 2))).contains(">area</th>"));
  }

  @Test
  void is_a_table_of_components_if_it_is_a_record() {
    assertEquals("City[name=Ulm, area=1.0, people=2]", text(new City("Ulm", 1, 2)));
    assertTrue(html(new City("Ulm", 1, 2)).contains(">people</td>"));
  }

  @Test
  void is_escaped() {
    String html = html(Arrays.asList("<script>alert('$x$')</script>", null));
    assertTrue(html.contains("&lt;script&gt;alert('&#36;x&#36;')"), html);
  }

  @Test
  void looks_as_a_library_registered_it_and_still_has_text() {
    display
        .renderer()
        .createRegistration(City.class)
        .preferring(MIMEType.TEXT_HTML)
        .register((city, context) ->
            context.renderIfRequested(MIMEType.TEXT_HTML, () -> "<b>" + city.name() + "</b>"));
    assertEquals("<b>Ulm</b>", html(new City("Ulm", 1, 2)));
    assertEquals("City[name=Ulm, area=1.0, people=2]", text(new City("Ulm", 1, 2)));
  }

  @Test
  void is_shown_as_text_if_its_renderer_throws_which_is_told_once() {
    display
        .renderer()
        .createRegistration(City.class)
        .preferring(MIMEType.TEXT_HTML)
        .register((_, _) -> {
          throw new IllegalStateException("no looks");
        });
    assertEquals("City[name=Ulm, area=1.0, people=2]", text(new City("Ulm", 1, 2)));
    assertEquals("City[name=Rom, area=2.0, people=3]", text(new City("Rom", 2, 3)));
    assertEquals(1, told.size(), told.toString());
    assertTrue(
        told.getFirst().contains("`City`") && told.getFirst().contains("no looks"),
        told.toString());
  }

  @Test
  void has_only_what_was_asked_for_and_text() {
    City ulm = new City("Ulm", 1, 2);
    assertEquals(Set.of("text/plain"), display.render(ulm, "text/plain").data().keySet());
    assertEquals(
        Set.of("text/html", "text/plain"), display.render(ulm, "text/html").data().keySet());
    assertEquals(Set.of("text/plain"), display.render(5, "text/html").data().keySet());
  }

  @Test
  void has_text_if_a_cell_made_the_bundle_without() {
    var bundle = new DisplayData();
    bundle.putMarkdown("*a*");
    assertEquals("*a*", text(bundle));
    assertEquals("(output without text)", text(DisplayData.EMPTY));
  }

  @Test
  void is_json_and_no_text_with_json_in_it() {
    assertEquals(
        "{\"a\":[1]}",
        display
            .render("{\"a\": [1]}", "application/json")
            .data()
            .get("application/json")
            .toString());
  }

  @Test
  void names_the_types_of_its_columns() {
    record Row(List<City> cities, int number) {}
    String html = html(List.of(new Row(List.of(), 1)));
    assertTrue(html.contains(">List&lt;City&gt;</th>") && html.contains(">int</th>"), html);
    assertTrue(html(List.of(1.5, 2.5)).contains(">Double</th>"));
    assertTrue(html(new long[] {1}).contains(">long</th>"));
  }

  @Test
  void is_a_table_with_all_keys_if_it_is_a_list_of_maps() {
    List<Map<String, Object>> rows =
        List.of(new TreeMap<>(Map.of("a", 1, "b", "x")), Map.of("c", 2.5));
    assertTrue(html(rows).endsWith("<small>2 rows × 3 columns</small>"), html(rows));
    assertEquals(
        """
           a  b        c
           1  x     null
        null  null   2.5\
        """,
        text(rows));
  }

  @Test
  void says_how_wide_a_matrix_is_that_is_not_shown_whole() {
    String html = html(new double[2][1000]);
    assertTrue(html.endsWith("<small>2 rows × 1,000 columns</small>"), html);
    assertTrue(html.contains(">49</th>") && !html.contains(">50</th>") && html.contains(">…</th>"));
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "PT0S, 0 s",
    "PT0.0000015S, 1.5 µs",
    "PT0.25S, 250 ms",
    "PT59.9999S, 59.999 s",
    "PT1M3.2S, 1 min 3.2 s",
    "PT1M, 1 min",
    "PT-2H-5M, -2 h 5 min",
    "PT49H, 2 d 1 h",
    "PT9000000000H, '375,000,000 d'"
  })
  void is_readable_if_it_is_a_duration(Duration duration, String readable) {
    assertEquals("%s (%s)".formatted(readable, duration), text(duration));
  }

  @Test
  void says_sizes_in_the_unit_that_fits_and_keeps_the_number() {
    record Entry(String name, long bytes) {}
    String html = html(List.of(new Entry("a", 1_234_567), new Entry("b", 999)));
    assertTrue(html.contains("title=\"1,234,567 bytes\">1.2 MB<"), html);
    assertTrue(html.contains(">999 B<"), html);
    assertTrue(text(List.of(new Entry("a", 1_234_567))).contains("1234567"));
  }

  @Test
  void is_told_as_in_the_output_of_a_cell_if_it_is_an_exception() {
    assertEquals("java.io.IOException: gone", text(new IOException("gone")));
  }

  @Test
  void is_a_link_if_it_is_an_address_that_can_be_opened() {
    assertEquals(
        "<a href=\"https://example.org/?a=1&amp;b=2\">https://example.org/?a=1&amp;b=2</a>",
        html(URI.create("https://example.org/?a=1&b=2")));
    URI code = URI.create("javascript:alert(1)");
    assertFalse(display.render(code).data().has("text/html"));
  }

  @Test
  void may_be_asked_for_in_a_certain_type() {
    assertEquals(
        "*a*", display.render("*a*", "text/markdown").data().get("text/markdown").getAsString());
  }
}
