package org.muster.kernel.display;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.muster.parallel.Timeline;
import org.muster.parallel.Timeline.Bar;
import org.muster.parallel.Timeline.Change;
import org.muster.parallel.Timeline.Event;
import org.muster.parallel.Timeline.Lane;
import org.xml.sax.InputSource;

@DisplayName("A timeline")
class TimelineTest {

  private static Duration ms(long millis) {
    return Duration.ofMillis(millis);
  }

  private static final Timeline WITH_A_LOSS =
      new Timeline(
          "map in \"cell\" [3]\n",
          ms(100),
          List.of(
              new Lane(
                  0,
                  List.of(
                      new Bar(ms(0), ms(40), ms(5), ms(30), ms(5), 1, false),
                      new Bar(ms(50), ms(60), ms(0), ms(10), ms(0), 1, true)),
                  List.of()),
              new Lane(
                  1,
                  List.of(),
                  List.of(
                      new Event(ms(20), Change.LOST, "exit code 137"),
                      new Event(ms(21), Change.STARTED, ""),
                      new Event(ms(70), Change.READY, "")))));

  private static List<JsonObject> events(Timeline timeline, String phase) {
    JsonArray all =
        JsonParser.parseString(timeline.toChromeTrace())
            .getAsJsonObject()
            .getAsJsonArray("traceEvents");
    return StreamSupport.stream(all.spliterator(), false)
        .map(JsonElement::getAsJsonObject)
        .filter(event -> event.get("ph").getAsString().equals(phase))
        .toList();
  }

  private static List<String> names(List<JsonObject> events) {
    return events.stream().map(event -> event.get("name").getAsString()).toList();
  }

  @Test
  void is_a_picture_of_what_workers_spend_their_time_on() throws Exception {
    String svg = TimelineSvg.alone(WITH_A_LOSS);
    var page =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg)));
    List<String> texts = new ArrayList<>();
    for (String tag : List.of("text", "title")) {
      var found = page.getElementsByTagName(tag);
      for (int i = 0; i < found.getLength(); i++) {
        texts.add(found.item(i).getTextContent());
      }
    }
    assertTrue(
        texts.containsAll(
            List.of("receive", "run", "return", "idle", "failed", "starting", "lost")),
        texts.toString());
    assertTrue(
        texts.containsAll(
            List.of(
                "worker 1 was lost after 20.0 ms: exit code 137",
                "40.0 ms from 0 µs: receive 5.00 ms, run 30.0 ms, return 5.00 ms")),
        texts.toString());
    assertFalse(svg.contains("<script") || svg.contains("currentColor"), svg);
  }

  @Test
  void is_no_larger_a_picture_where_there_are_very_many_chunks() {
    List<Bar> bars = new ArrayList<>();
    for (int i = 0; i < 16_000; i++) {
      Duration from = Duration.ofNanos(i * 1000L);
      bars.add(
          new Bar(
              from,
              from.plusNanos(900),
              Duration.ofNanos(100),
              Duration.ofNanos(700),
              Duration.ofNanos(100),
              1,
              false));
    }
    var timeline = new Timeline("map", ms(16), List.of(new Lane(0, bars, List.of())));
    String svg = TimelineSvg.inPage(timeline);
    assertTrue(svg.length() < 60_000, svg.length() + " characters");
  }

  @Test
  void is_a_trace_for_chrome_and_perfetto() {
    assertEquals(
        List.of("process_name", "thread_name", "thread_sort_index"),
        names(events(WITH_A_LOSS, "M")).stream().distinct().toList());
    List<JsonObject> complete = events(WITH_A_LOSS, "X");
    assertEquals(List.of("chunk", "receive", "run", "return", "chunk, failed"), names(complete));
    JsonObject run = complete.get(2);
    assertEquals(5000, run.get("ts").getAsDouble(), "microseconds");
    assertEquals(30_000, run.get("dur").getAsDouble(), "microseconds");
    List<JsonObject> instants = events(WITH_A_LOSS, "i");
    assertEquals(List.of("lost", "started", "ready"), names(instants));
    assertEquals("t", instants.getFirst().get("s").getAsString());
    assertEquals(1, instants.getFirst().get("tid").getAsInt());
    assertEquals(
        "exit code 137", instants.getFirst().getAsJsonObject("args").get("note").getAsString());
  }

  @Test
  void is_written_to_a_file(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("trace.json");
    WITH_A_LOSS.toChromeTrace(file);
    assertEquals(WITH_A_LOSS.toChromeTrace(), Files.readString(file));
  }

  @Test
  void says_in_text_when_a_worker_was_lost() {
    assertTrue(
        WITH_A_LOSS.toString().endsWith("worker 1 was lost after 20.0 ms: exit code 137"),
        WITH_A_LOSS.toString());
  }
}
