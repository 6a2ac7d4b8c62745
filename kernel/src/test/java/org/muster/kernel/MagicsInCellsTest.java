package org.muster.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.muster.kernel.client.CellOutcome;
import org.muster.kernel.client.FrontEnd;
import org.muster.kernel.client.KernelProcess;

@DisplayName("Magics in cells")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class MagicsInCellsTest {

  private final KernelProcess kernel = KernelProcess.start(Map.of("MUSTER_WORKERS", "2"));
  private final FrontEnd frontEnd = kernel.frontEnd();

  @AfterAll
  void stop() {
    kernel.close();
  }

  private String printed(String code) throws Exception {
    CellOutcome cell = frontEnd.run(code);
    assertEquals("ok", cell.status(), () -> cell.reply().toString());
    return cell.stream("stdout");
  }

  @Test
  void measure_code_with_its_spread() throws Exception {
    String line = printed("%timeit -n 1000 -r 3 Math.sqrt(2)");
    assertTrue(
        line.matches(
            "\\S+ [nµm]?s ± \\S+ [nµm]?s per loop \\(mean ± std\\. dev\\. of 3 runs, 1,000 loops"
                + " each; fastest .+, slowest .+\\)\n"),
        line);
  }

  @Test
  void measure_a_cell_after_what_its_first_line_does() throws Exception {
    assertTrue(
        printed("%%timeit -r2 int rounds = 0;\nint step = 1;\nrounds += step;").contains("2 runs"));
    assertTrue(Long.parseLong(frontEnd.run("rounds").resultIfOk()) > 1000);
  }

  @Test
  void measure_what_has_no_value() throws Exception {
    var _ = frontEnd.run("int called = 0;\nvoid call() { called++; }");
    assertTrue(printed("%timeit -n5 -r2 call()").contains("5 loops"));
    assertEquals("10", frontEnd.run("called").resultIfOk());
    assertTrue(
        printed("%%timeit -n1 -r1\nfor (int i = 0; i < 3; i++) { call(); }").contains("1 run,"));
  }

  @Test
  void tell_the_line_of_an_error_in_what_they_measure() throws Exception {
    CellOutcome wrong = frontEnd.run("int fine = 1;\n\n%timeit fine + absent");
    assertTrue(wrong.traceback().contains("line 3: cannot find symbol"), wrong.traceback());
    assertTrue(wrong.traceback().contains("                   ^"), wrong.traceback());
    CellOutcome failed = frontEnd.run("%%timeit\nint zero = 0;\n1 / zero");
    assertEquals("java.lang.ArithmeticException", failed.reply().get("ename").getAsString());
    assertTrue(failed.traceback().contains("line 3"), failed.traceback());
  }

  @Test
  void load_text_as_editors_write_it_and_say_what_is_no_text(@TempDir Path folder)
      throws Exception {
    Path file = Files.writeString(folder.resolve("my code.java"), "\ufeffint fromWindows = 1;\r\n");
    assertEquals("", printed("%load \"" + file + "\""));
    assertEquals("1", frontEnd.run("fromWindows").resultIfOk());
    assertEquals(
        "%load needs one file, as in %load helpers.jshell; a name with blanks is put in double"
            + " quotes",
        frontEnd.run("%load " + file).refusal());
    Files.write(file, new byte[] {(byte) 0xe9});
    CellOutcome latin = frontEnd.run("%load \"" + file + "\"");
    assertEquals(file + " is no text in UTF-8", latin.refusal());
    assertFalse(latin.traceback().contains("at java.base"), latin.traceback());
  }

  @Test
  void do_not_load_a_file_that_loads_itself(@TempDir Path folder) throws Exception {
    Path first = folder.resolve("first.java");
    Path second = folder.resolve("second.java");
    Files.writeString(first, "int loads = 1;\n%load " + second);
    Files.writeString(second, "%load " + first);
    CellOutcome cell = frontEnd.run("%load " + first);
    assertEquals(first + " loads itself, by way of " + second, cell.refusal());
    assertEquals("1", frontEnd.run("loads").resultIfOk());
  }

  @Test
  void can_be_interrupted_while_they_measure() throws Exception {
    var request = frontEnd.start("System.out.println(\"on\");\n%timeit Thread.sleep(1000)");
    var _ = frontEnd.published(request, message -> message.type().equals("stream"));
    var _ = frontEnd.interrupt();
    assertEquals("Interrupted", frontEnd.await(request).reply().get("ename").getAsString());
  }

  @Test
  void list_what_is_declared() throws Exception {
    var _ =
        frontEnd.run(
            "int apples = 3;\nList<String> pears = List.of(\"a\");\nrecord Pear(int size) {}\nPear pick(int n) { return new Pear(n); }");
    String all = frontEnd.run("%who").resultIfOk();
    assertTrue(all.contains("apples"), all);
    assertTrue(all.matches("(?s).*pears +List<String> +\\[a] .*"), all);
    assertTrue(all.matches("(?s).*Pear +record .*"), all);
    assertTrue(all.matches("(?s).*pick +method +Pear pick\\(int.*"), all);
    String some = frontEnd.run("%who record").resultIfOk();
    assertTrue(some.contains("Pear") && !some.contains("apples"), some);
  }

  @Test
  void show_and_change_the_pool() throws Exception {
    assertEquals("2 workers, started with the first task\n", printed("%workers"));
    assertEquals("3 workers\n", printed("%workers 3"));
    assertEquals("3", frontEnd.run("pool.size()").resultIfOk());
    var _ = frontEnd.run("pool.map(x -> x + 1, range(10))").resultIfOk();
    assertTrue(frontEnd.run("%workers").resultIfOk().contains("IDLE"));
    assertTrue(frontEnd.run("%pool").resultIfOk().contains("map in cell"));
    assertTrue(frontEnd.run("%timeline").result("image/svg+xml").startsWith("<svg"));
    assertTrue(printed("%timeit -n2 -r1 pool.apply(() -> 1)").contains("2 loops"));
    assertEquals(
        "%workers needs a number from 1, as in %workers 4",
        frontEnd.run("%workers none").refusal());
  }

  @Test
  void that_do_not_exist_are_answered_with_those_that_were_meant() throws Exception {
    assertEquals(
        "there is no magic %tmieit; did you mean `%timeit`?", frontEnd.run("%tmieit 1").refusal());
    assertEquals("there is no magic %%who; did you mean `%who`?", frontEnd.run("%%who").refusal());
    assertTrue(frontEnd.run("%nonsense").refusal().contains("; there are %addMaven"));
  }

  @Test
  void are_none_in_strings_text_blocks_and_comments() throws Exception {
    assertEquals(
        "%time 1|%who\n%%timeit\n|%x",
        frontEnd
            .run(
                "var text = \"\"\"\n%who\n%%timeit\n\"\"\";\n/*\n%nonsense\n*/\n// %nonsense\n\"%time 1|\" + text + \"|%x\"")
            .resultIfOk());
  }
}
