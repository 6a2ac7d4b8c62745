package org.muster.kernel.display;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

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
  void may_be_asked_for_in_a_certain_type() {
    assertEquals(
        "*a*", display.render("*a*", "text/markdown").data().get("text/markdown").getAsString());
  }
}
