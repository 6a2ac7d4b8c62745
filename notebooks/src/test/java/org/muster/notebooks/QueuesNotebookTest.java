package org.muster.notebooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The tutorial on queues, pipes and managers")
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class QueuesNotebookTest {

  private static Tutorial notebook;

  @BeforeAll
  static void execute() {
    notebook = Tutorial.named("08-queues-pipes-managers.ipynb").executed();
  }

  @Test
  void hands_each_order_to_one_cook() {
    assertEquals("[CAKE, FISH, SOUP]", notebook.printedBy("first-queue").strip());
  }

  @Test
  void never_lets_more_wait_than_the_queue_holds() {
    String printed = notebook.printedBy("producer-consumer");
    int waited = (int) Printed.number("30 pieces .* never more than (\\d+) waited", printed);
    assertTrue(waited >= 1 && waited <= 4, printed);
    int processes = (int) Printed.number("30 results from (\\d+) processes", printed);
    assertTrue(processes >= 1 && processes <= 3, printed);
  }

  @Test
  void draws_each_piece_of_work_with_its_result() {
    String svg = Shown.svg(notebook, "producer-consumer-picture");
    List<MatchResult> bars = Printed.matches("<title>below (\\d+): (\\d+)</title>", svg);
    assertEquals(30, bars.size());
    for (MatchResult bar : bars) {
      assertEquals(
          Primes.below(Integer.parseInt(bar.group(1))), Integer.parseInt(bar.group(2)), svg);
    }
  }

  @Test
  void gets_each_line_back_through_the_pipe_until_it_is_closed() {
    String printed = notebook.printedBy("pipe");
    assertTrue(printed.contains("it is a truth -> IT IS A TRUTH\n"), printed);
    assertTrue(printed.contains("acknowledged -> UNIVERSALLY ACKNOWLEDGED\n"), printed);
    assertTrue(printed.contains("nobody there any more"), printed);
  }

  @Test
  void loses_no_count_where_one_call_does_it_all() {
    String printed = notebook.printedBy("manager");
    assertTrue(printed.startsWith("504 letters, counted by 4 workers\n"), printed);
    assertTrue(Printed.number("get and put: (\\d+) counted", printed) <= 504, printed);
    assertTrue(printed.contains("merge:       504 counted, 0 lost"), printed);
    var counts = new TreeMap<Character, Integer>();
    for (char letter : "thequickbrownfoxjumpsoverthelazydogandruns".toCharArray()) {
      counts.put(letter, counts.getOrDefault(letter, 0) + 12);
    }
    assertEquals(counts.toString(), notebook.valueOf("manager").strip());
  }

  @Test
  void keeps_together_what_is_written_under_the_lock() {
    String printed = notebook.printedBy("lock");
    assertTrue(Printed.number("without the lock: (\\d+) of 24", printed) <= 24, printed);
    assertEquals(0, Printed.number("with the lock: +(\\d+) of 24", printed));
  }

  @Test
  void lets_two_in_at_a_time() {
    String printed = notebook.printedBy("semaphore");
    assertTrue(Printed.number("8 visits, never more than (\\d) at a time", printed) <= 2, printed);
    assertEquals(
        8, Printed.matches("<title>visit \\d</title>", Shown.svg(notebook, "semaphore")).size());
  }

  @Test
  void lets_nobody_begin_a_step_before_all_have_finished_the_one_before() {
    String printed = notebook.printedBy("barrier");
    assertFalse(printed.contains("TOO EARLY"), printed);
    assertEquals(2, Printed.matches("began after everybody", printed).size());
    assertEquals(
        12, Printed.matches("<title>step \\d</title>", Shown.svg(notebook, "barrier")).size());
  }

  @Test
  void shows_a_deadlock_and_gets_out_of_it() {
    String printed = notebook.printedBy("deadlock");
    List<MatchResult> waits =
        Printed.matches("(?m)^worker (\\d), .* waits in lock\\(\\) of .*: worker (\\d), ", printed);
    assertEquals(2, waits.size(), printed);
    assertEquals(waits.get(0).group(1), waits.get(1).group(2), printed);
    assertEquals(waits.get(0).group(2), waits.get(1).group(1), printed);
    assertNotEquals(waits.get(0).group(1), waits.get(1).group(1), printed);
    assertTrue(printed.endsWith("still alive: yes\n"), printed);
  }

  @Test
  void cures_it_in_two_ways() {
    assertEquals(
        """
        in the same order: [has eaten, has eaten]
        with a time: no fork within 100 ms, so I do something else
        put down again: got it
        """,
        notebook.printedBy("cure"));
  }

  @Test
  void ends_with_what_it_measured() {
    String printed = notebook.printedBy("verdict-in-words");
    double inside = Printed.number("Java's queue, within this process +([\\d,.]+) µs", printed);
    double across = Printed.number("one item to another process +([\\d,.]+) µs", printed);
    assertTrue(inside > 0, printed);
    assertTrue(across > inside, printed);
    assertTrue(Printed.number("pipe, there and back +([\\d,.]+) µs", printed) > 0, printed);
    assertTrue(Printed.number("one call from a worker +([\\d,.]+) µs", printed) > 0, printed);
    assertTrue(Printed.number("as long as ([\\d,]+) items", printed) > 1, printed);
  }
}
