package org.muster.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.muster.kernel.client.CellOutcome;
import org.muster.kernel.client.FrontEnd;
import org.muster.kernel.client.KernelProcess;
import org.muster.kernel.message.Message;

@DisplayName("The progress of a call in a cell")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class ProgressInCellsTest {

  /// A call that takes longer is shown.
  private static final long SHORT_NANOS = 500_000_000;

  private final KernelProcess kernel = KernelProcess.start(Map.of("MUSTER_WORKERS", "2"));
  private final FrontEnd frontEnd = kernel.frontEnd();

  @BeforeAll
  void has_workers() throws Exception {
    assertEquals("[0, 1]", frontEnd.run("pool.map(x -> x, range(2))").result());
  }

  @AfterAll
  void stop() {
    kernel.close();
  }

  /// Each state of the progress that a cell has shown, first to last.
  private static List<Message> shown(CellOutcome cell) {
    return cell.published().stream().filter(ProgressInCellsTest::isProgress).toList();
  }

  private static boolean isProgress(Message message) {
    return message.content().get("metadata") instanceof JsonObject metadata
        && metadata.has("muster_progress");
  }

  private static String state(Message progress) {
    return progress.content().getAsJsonObject("metadata").get("muster_progress").getAsString();
  }

  private static String data(Message progress, String type) {
    return progress.content().getAsJsonObject("data").get(type).getAsString();
  }

  private static String text(Message progress) {
    return data(progress, "text/plain");
  }

  private static void assertMatches(String pattern, String text) {
    assertTrue(text.matches(pattern), () -> "`" + text + "` is not like `" + pattern + "`");
  }

  @Test
  void appears_while_it_takes_long_and_ends_as_one_line() throws Exception {
    CellOutcome cell =
        frontEnd.run("pool.map(x -> { Thread.sleep(10); return x; }, range(260)).size()");
    assertEquals("260", cell.result());
    List<Message> shown = shown(cell);
    assertEquals("display_data", shown.getFirst().type());
    assertTrue(shown.stream().skip(1).allMatch(each -> each.type().equals("update_display_data")));
    Message running =
        shown.stream().filter(each -> !text(each).startsWith("map: 0 ")).findFirst().orElseThrow();
    assertMatches("map: [1-9]\\d* of 260 \\(\\d+ %\\), .*/s.*", text(running));
    String html = data(running, "text/html");
    assertTrue(html.contains("role=\"progressbar\"") && html.contains("worker 1: "), html);
    assertFalse(html.contains("<script") || html.contains("<style"), html);
    assertEquals("done", state(shown.getLast()));
    assertMatches("map: 260 items in .*, .*/s on 2 workers", text(shown.getLast()));
    assertFalse(data(shown.getLast(), "text/html").contains("progressbar"));
    assertEquals("idle", cell.types().getLast());
  }

  @Test
  void is_shown_ten_times_a_second_at_most() throws Exception {
    long began = System.nanoTime();
    List<Message> shown = shown(frontEnd.run("pool.forEach(x -> Thread.sleep(1), range(2000)); 1"));
    long tenths = (System.nanoTime() - began) / 100_000_000;
    assertTrue(shown.size() >= 2 && shown.size() <= tenths + 2, shown.size() + " in " + tenths);
  }

  @Test
  void does_not_appear_if_it_is_short() throws Exception {
    long nanos;
    List<Message> shown;
    do { // the machine may be busy with something else
      long began = System.nanoTime();
      shown = shown(frontEnd.run("pool.map(x -> x, range(1000)).size()"));
      nanos = System.nanoTime() - began;
    } while (nanos > SHORT_NANOS);
    assertEquals(List.of(), shown);
    assertEquals(
        List.of(),
        shown(frontEnd.run("pool.apply(() -> { Thread.sleep(900); return 1; })")),
        "of one item there is nothing to show");
  }

  @Test
  void says_how_many_are_done_where_nobody_knows_how_many_there_are() throws Exception {
    List<Message> shown =
        shown(
            frontEnd.run(
                """
                Iterable<Integer> all = () -> Stream.iterate(0, i -> i + 1).iterator();
                int taken = 0;
                try (var results = pool.imap(x -> { Thread.sleep(5); return x; }, all)) {
                  for (int x : results) {
                    if (++taken == 300) break;
                  }
                }\
                """));
    assertMatches("imap: \\d+, .*/s", text(shown.getFirst()));
    assertEquals("stopped", state(shown.getLast()));
    assertMatches("imap: stopped after \\d+ items, .*", text(shown.getLast()));
  }

  @Test
  void ends_where_a_task_fails() throws Exception {
    CellOutcome cell =
        frontEnd.run(
            "pool.map(x -> { Thread.sleep(10); return 1 / (x - 190); }, range(400)).size()");
    assertTrue(cell.traceback().contains("item 190"), cell.traceback());
    Message last = shown(cell).getLast();
    assertEquals("failed", state(last));
    assertMatches("map: failed after \\d+ of 400 items, .*", text(last));
  }

  @Test
  void ends_where_the_cell_is_interrupted() throws Exception {
    Message cell =
        frontEnd.start("pool.map(x -> { Thread.sleep(20); return x; }, range(100_000)).size()");
    var _ = frontEnd.published(cell, ProgressInCellsTest::isProgress);
    var _ = frontEnd.interrupt();
    Message last =
        frontEnd.published(cell, each -> isProgress(each) && !state(each).equals("running"));
    assertEquals("stopped", state(last));
    assertMatches("map: stopped after \\d+ of 100,000 items, .*", text(last));
    assertEquals("error", frontEnd.await(cell).status());
  }

  @Test
  void is_a_line_for_each_of_several_calls() throws Exception {
    List<Message> shown =
        shown(
            frontEnd.run(
                """
                var one = pool.mapAsync(x -> { Thread.sleep(5); return x; }, range(150));
                var other = pool.mapAsync(x -> { Thread.sleep(5); return x; }, range(160));
                one.get().size() + other.get().size()\
                """));
    assertEquals(2, shown.stream().filter(each -> each.type().equals("display_data")).count());
    assertEquals(
        List.of("mapAsync: 150 items", "mapAsync: 160 items"),
        shown.stream()
            .filter(each -> state(each).equals("done"))
            .map(each -> text(each).replaceFirst(" in .*", ""))
            .sorted()
            .toList());
  }

  @Test
  void stays_with_its_cell_when_that_has_ended() throws Exception {
    Message cell =
        frontEnd.start(
            "var later = pool.mapAsync(x -> { Thread.sleep(10); return x; }, range(300));\n"
                + "Thread.sleep(900);");
    CellOutcome ended = frontEnd.await(cell);
    assertMatches(
        "mapAsync: \\d+ of 300 items, as far as it was when the cell ended",
        text(shown(ended).getLast()));
    CellOutcome next = frontEnd.run("later.get().size()");
    assertEquals("300", next.result());
    assertEquals(List.of(), shown(next));
    Message last = frontEnd.published(cell, each -> isProgress(each) && state(each).equals("done"));
    assertMatches("mapAsync: 300 items in .*", text(last));
  }

  @Test
  void counts_the_items_of_a_reduction_and_the_futures_of_a_loop() throws Exception {
    List<Message> reduced =
        shown(
            frontEnd.run(
                "pool.mapReduce(x -> { Thread.sleep(1); return x; }, Integer::sum, range(1500))"));
    assertMatches("mapReduce: 1,500 items in .*", text(reduced.getLast()));
    List<Message> futures =
        shown(
            frontEnd.run(
                """
                List<Future<Integer>> futures = new ArrayList<>();
                for (int i = 0; i < 60; i++) {
                  int n = i;
                  futures.add(pool.submit(() -> { Thread.sleep(30); return n; }));
                }
                for (var future : futures) future.get();\
                """));
    assertMatches("futures: 60 items in .*", text(futures.getLast()));
  }

  @Test
  void is_shown_for_pools_of_every_kind() throws Exception {
    List<Message> shown =
        shown(
            frontEnd.run(
                """
                try (var threads = Pool.threads(2)) {
                  threads.map(x -> { Thread.sleep(10); return x; }, range(140));
                }
                Pool.sequential().map(x -> { Thread.sleep(10); return x; }, range(70));
                """));
    assertEquals(
        List.of("on 2 workers", "on 1 worker"),
        shown.stream()
            .filter(each -> state(each).equals("done"))
            .map(each -> text(each).replaceFirst(".* on", "on"))
            .toList());
  }

  @Test
  void shows_that_a_worker_was_lost() throws Exception {
    List<Message> shown =
        shown(
            frontEnd.run(
                """
                var first = SharedBoolean.of(true);
                try (var own = Pool.open(c -> c.withWorkers(2).withRetries(1))) {
                  own.map(x -> {
                    Thread.sleep(20);
                    if (x == 60 && first.compareAndSet(true, false)) Runtime.getRuntime().halt(3);
                    return x;
                  }, range(120)).size();
                }
                """));
    List<String> pages = shown.stream().map(each -> data(each, "text/html")).toList();
    assertTrue(pages.stream().anyMatch(each -> each.contains("lost")), pages.toString());
    assertMatches("map: 120 items in .* on 2 workers, 1 failure", text(shown.getLast()));
  }

  @Test
  void is_hidden_by_a_magic_until_another_one() throws Exception {
    String call = "pool.map(x -> { Thread.sleep(10); return x; }, range(160)).size()";
    assertEquals("ok", frontEnd.run("%progress off").status());
    assertEquals(List.of(), shown(frontEnd.run(call)));
    assertTrue(frontEnd.run("%progress").stream("stdout").contains("not shown"));
    assertEquals("ok", frontEnd.run("%progress on").status());
    assertFalse(shown(frontEnd.run(call)).isEmpty());
    assertTrue(frontEnd.run("%progress perhaps").traceback().contains("%progress off"));
  }
}
