package org.muster.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The benchmark program")
@Timeout(value = 900, unit = TimeUnit.SECONDS)
class MainTest {

  /// Of a page with these benchmarks, whoever of the peers is on this machine: those that differ in
  /// what they run, in whom they run against, or in how they measure. A build has no time for all.
  private static final int ROWS = 33;

  private static final String BENCHMARKS =
      "start apply map map-ints arrays-both memory pack captured-array counter pipe codec";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir Path folder;

  @Test
  void measures_muster_and_cpython_and_writes_the_page() throws IOException {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/python3")), "no python3 to compare with");
    Path page = folder.resolve("page.md");
    List<String> words = new ArrayList<>(List.of(BENCHMARKS.split(" ")));
    words.addAll(List.of("--quick", "--output", page.toString()));
    assertEquals(0, run(System.getenv(), words.toArray(String[]::new)), text(err));
    assertEquals(text(out), Files.readString(page));
    List<String> rows =
        text(out).lines().filter(line -> line.startsWith("| ") && !line.contains("Peer")).toList();
    assertEquals(ROWS, rows.size(), text(out));
    for (String row : rows) {
      if (row.contains("| not on this machine |")) {
        continue; // not everybody has all of them
      }
      String value = "\\d (.?s|MB|×) \\(.*";
      String beside = "\\|.*" + value + "\\|.*" + value + "\\*\\*[0-9.]+\\*\\* \\|.*\\|";
      assertTrue(
          row.matches(beside) || row.matches("\\|.*" + value + "\\|  \\|  \\|  \\|.*\\|"), row);
    }
    assertTrue(text(out).contains("- CPython 3."), text(out));
  }

  @Test
  void measures_the_codec_without_python() {
    assertEquals(0, run(Map.of("MUSTER_PYTHON", "nowhere"), "codec", "--quick"), text(err));
    assertTrue(text(out).contains("encode 100,000"), text(out));
  }

  @Test
  void says_in_the_page_which_peer_is_missing() throws IOException {
    String python =
        "#!/bin/sh\ncase $2 in *multiprocessing*) echo CPython 3.0;; *) exit 1;; esac\n";
    Path bare = Files.writeString(folder.resolve("python3"), python);
    assertTrue(bare.toFile().setExecutable(true));
    assertEquals(0, run(Map.of("MUSTER_PYTHON", bare.toString()), "pack", "--quick"), text(err));
    String page = text(out);
    assertTrue(page.contains("## Functions") && !page.contains("## Pools"), page);
    assertEquals(
        2, page.lines().filter(line -> line.contains("not on this machine")).count(), page);
    assertEquals(2, page.lines().filter(line -> line.endsWith("** |  |")).count(), page);
    assertTrue(text(err).contains("not on this machine: CPython, joblib"), text(err));
  }

  @Test
  void keeps_what_was_measured_when_a_benchmark_fails() throws IOException {
    String python =
        """
        #!/bin/sh
        case $* in
          *"import "*) echo 1.0;;
          *joblib_peer.py*) exit 3;;
        esac
        """;
    Path broken = Files.writeString(folder.resolve("python3"), python);
    assertTrue(broken.toFile().setExecutable(true));
    Path page = folder.resolve("page.md");
    String[] words = {"pack", "codec", "--quick", "--output", page.toString()};
    assertEquals(1, run(Map.of("MUSTER_PYTHON", broken.toString()), words));
    assertTrue(text(err).contains("muster benchmark: `pack` failed: CPython, joblib ended"));
    assertEquals(text(out), Files.readString(page));
    assertTrue(text(out).contains("- `pack`: CPython, joblib ended"), text(out));
    assertTrue(text(out).contains("| encode 100,000"), text(out));
  }

  @Test
  void runs_all_of_a_group_that_is_named() {
    Arguments arguments = Arguments.parse(List.of("functions", "map"));
    assertEquals(
        List.of(
            "map", "pack", "steady", "first-call-3", "first-call-60", "captured-array", "redefine"),
        arguments.races().stream().map(Benchmark::name).toList());
    assertEquals(
        List.of("pools", "functions"), arguments.groups().stream().map(Group::word).toList());
  }

  @Test
  void says_what_to_do_where_the_python_named_is_missing() {
    assertEquals(2, run(Map.of("MUSTER_PYTHON", "/no/such/python3"), "--quick"));
    assertEquals(
        "muster benchmark: MUSTER_PYTHON names the Python `/no/such/python3`, but there is no such"
            + " file. Set it to a Python 3 with the module `multiprocessing`.\n",
        text(err));
    assertEquals("", text(out));
  }

  @Test
  void says_what_to_do_where_no_python_is_found() {
    var failure =
        assertThrows(
            BenchmarkException.class,
            () -> Python.find(Map.of("PATH", folder.toString()), folder.resolve("python3")));
    assertEquals(2, failure.exitStatus());
    assertTrue(failure.getMessage().contains("Install python3, or set MUSTER_PYTHON to"));
  }

  @Test
  void refuses_a_python_that_cannot_do_it() throws IOException {
    Path broken = Files.writeString(folder.resolve("python3"), "#!/bin/sh\necho broken\nexit 1\n");
    assertTrue(broken.toFile().setExecutable(true));
    assertEquals(2, run(Map.of("MUSTER_PYTHON", broken.toString()), "start"));
    assertTrue(text(err).contains("but it ends with 1: broken."), text(err));
  }

  @Test
  void names_the_benchmarks_where_one_is_unknown() {
    assertEquals(2, run(Map.of(), "mpa"));
    assertEquals(
        "muster benchmark: there is no benchmark `mpa`; there are start, start-again, apply, map,"
            + " map-ints, map-doubles, map-chunk-1, imap-chunk-1, futures, arrays-in, arrays-out, arrays-both,"
            + " primes, memory, replacement, pack, steady, first-call-3, first-call-60,"
            + " captured-array, redefine, counter, lock, barrier, queue, pipe, manager, shared-sum,"
            + " shared-loops, attach, codec, scheduler,"
            + (Kernels.programs().isPresent()
                ? " kernel-start, kernel-idle, kernel-early, kernel-cell, kernel-session, kernel-define,"
                    + " kernel-complete, kernel-lines, kernel-memory,"
                : "")
            + " and the groups pools, arrays, cores,"
            + " processes, functions, shared, values, scheduler, kernels.\n",
        text(err));
  }

  @Test
  void refuses_options_that_make_no_sense() {
    assertEquals(2, run(Map.of(), "--fast"));
    assertEquals(2, run(Map.of(), "--output"));
    assertEquals(2, run(Map.of(), "--output", folder.resolve("no/such/page.md").toString()));
    assertTrue(text(err).contains("its folder must exist"), text(err));
  }

  private int run(Map<String, String> environment, String... words) {
    return Main.run(
        List.of(words),
        environment,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
