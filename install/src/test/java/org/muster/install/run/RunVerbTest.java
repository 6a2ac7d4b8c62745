package org.muster.install.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.muster.install.Command;
import org.muster.install.Notebooks;

@DisplayName("muster run")
@Timeout(180)
class RunVerbTest {

  @TempDir Path temporary;

  @AfterEach
  void every_connection_file_is_gone() throws IOException {
    Path folder = temporary.resolve("tmp");
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        assertEquals(List.of(), files.filter(file -> file.toString().endsWith(".json")).toList());
      }
    }
  }

  @Test
  void executes_the_cells_prints_what_they_put_out_and_writes_the_executed_copy() throws Exception {
    Path folder = Files.createDirectories(temporary.resolve("Jürgens Hefte"));
    Files.writeString(folder.resolve("data.txt"), "beside the notebook");
    Path notebook =
        Notebooks.write(
            folder.resolve("good one.ipynb"),
            "int x = 20;\nx * 2 + 2",
            "",
            "System.out.println(\"to out\");\nSystem.err.println(\"to err\");",
            "Files.readString(Path.of(\"data.txt\")) + \" ü ✓\"");
    String before = Files.readString(notebook);

    var result = run(notebook.toString());

    assertEquals(0, result.exitCode(), result.err());
    assertEquals(
        """
        In [1]: int x = 20; …
        Out[1]: 42
        In [2]: System.out.println("to out"); …
        to out
        In [3]: Files.readString(Path.of("data.txt")) + " ü ✓"
        Out[3]: beside the notebook ü ✓
        """,
        result.out());
    Path executed = folder.resolve("good one.executed.ipynb");
    assertEquals("to err\nmuster: wrote " + executed + "\n", result.err());
    assertEquals(before, Files.readString(notebook), "the original is left as it is");
    assertTrue(
        Notebooks.outputs(executed, 0).toString().contains("\"text/plain\":[\"42\"]"),
        Files.readString(executed));
    assertEquals(0, Notebooks.outputs(executed, 1).size());
    assertEquals(2, Notebooks.outputs(executed, 2).size());
    assertValid(executed);
  }

  @Test
  void finds_libraries_beside_the_notebook_and_takes_them_to_workers() throws Exception {
    Path classes = Files.createDirectories(temporary.resolve("libs/classes"));
    Path source = temporary.resolve("Half.java");
    Files.writeString(
        source, "public class Half { public static int of(int x) { return x / 2; } }");
    int compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", classes.toString(), source.toString());
    assertEquals(0, compiled);
    Path jar = temporary.resolve("libs/half.jar");
    try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry("half.txt"));
      out.write("half a text".getBytes(StandardCharsets.UTF_8));
    }
    Path notebook =
        Notebooks.write(
            temporary.resolve("libraries.ipynb"),
            "%classpath libs/classes\n%jars libs/*.jar",
            "var half = Class.forName(\"Half\", true, Thread.currentThread().getContextClassLoader());\n"
                + "half.getMethod(\"of\", int.class).invoke(null, 42)",
            """
            pool.apply(() -> new String(
                Thread.currentThread().getContextClassLoader()
                    .getResourceAsStream("half.txt").readAllBytes()))\
            """);
    var result = run(notebook.toString());
    assertEquals(0, result.exitCode(), result.err());
    assertTrue(result.out().contains("Out[2]: 21"), result.out());
    assertTrue(result.out().contains("Out[3]: half a text"), result.out());
  }

  @Test
  void stops_at_a_cell_that_fails_and_writes_what_there_is() throws Exception {
    Path notebook =
        Notebooks.write(
            temporary.resolve("bad.ipynb"),
            "1 + 1",
            "throw new IllegalStateException(\"on purpose\")",
            "2 + 2");
    Path out = temporary.resolve("out.ipynb");
    var result = run(notebook.toString(), "-o", out.toString());
    assertEquals(1, result.exitCode(), result.err());
    assertTrue(result.err().contains("IllegalStateException: on purpose"), result.err());
    assertTrue(result.err().contains("muster: cell 2 failed."), result.err());
    assertFalse(result.err().contains("\u001b"), "no colours where there is no terminal");
    assertFalse(result.out().contains("In [3]"), result.out());
    JsonArray failed = Notebooks.outputs(out, 1);
    assertEquals("error", failed.get(0).getAsJsonObject().get("output_type").getAsString());
    assertEquals(0, Notebooks.outputs(out, 2).size());
    assertValid(out);
  }

  @Test
  void reports_a_cell_that_does_not_compile_as_failed() throws Exception {
    Path notebook = Notebooks.write(temporary.resolve("bad.ipynb"), "int x = \"text\";");
    var result = run(notebook.toString());
    assertEquals(1, result.exitCode(), result.err());
    assertTrue(result.err().contains("incompatible types"), result.err());
  }

  @Test
  void goes_on_after_an_error_that_the_notebook_announces() throws Exception {
    Path notebook =
        Notebooks.write(temporary.resolve("announced.ipynb"), "throw new Exception()", "2 + 2");
    Files.writeString(
        notebook,
        Files.readString(notebook)
            .replaceFirst("\"metadata\":\\{\\}", "\"metadata\":{\"tags\":[\"raises-exception\"]}"));
    var result = run(notebook.toString());
    assertEquals(0, result.exitCode(), result.err());
    assertTrue(result.out().contains("Out[2]: 4"), result.out());
  }

  @Test
  void interrupts_a_cell_that_takes_longer_than_it_may() throws Exception {
    Path notebook =
        Notebooks.write(
            temporary.resolve("endless.ipynb"), "System.out.println(1);\nwhile (true) {}", "2");
    var result = run(notebook.toString(), "--timeout", "2");
    assertEquals(1, result.exitCode(), result.err());
    assertTrue(result.err().contains("cell 1 took longer than 2.0 s"), result.err());
    assertFalse(result.out().contains("In [2]"), result.out());
    assertValid(temporary.resolve("endless.executed.ipynb"));
  }

  @ParameterizedTest
  @CsvSource({
    "missing.ipynb,does not exist",
    "text.ipynb,is not JSON",
    "list.ipynb,is no notebook of format 4",
    "python.ipynb,is for another kernel"
  })
  void refuses_what_is_no_notebook_for_java(String name, String reason) throws Exception {
    Files.writeString(temporary.resolve("text.ipynb"), "This is no notebook.");
    Files.writeString(
        temporary.resolve("list.ipynb"),
        "{\"nbformat\": 4, \"cells\": [{\"cell_type\": \"poem\", \"source\": \"\"}]}");
    Files.writeString(
        temporary.resolve("python.ipynb"),
        """
        {"nbformat": 4, "nbformat_minor": 4, "cells": [], "metadata":
          {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}}\
        """);
    var result = run(temporary.resolve(name).toString());
    assertEquals(2, result.exitCode(), result.err());
    assertTrue(result.err().contains(reason), result.err());
    assertFalse(result.err().contains("\tat "), "no stack trace");
    assertEquals("", result.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--frob x.ipynb", "a.ipynb b.ipynb", "x.ipynb --timeout soon"})
  void refuses_a_command_line_that_makes_no_sense(String words) throws Exception {
    var result = run(words.isEmpty() ? new String[0] : words.split(" ", -1));
    assertEquals(2, result.exitCode(), result.err());
    assertTrue(result.err().contains("muster run --help"), result.err());
  }

  @Test
  void refuses_before_the_first_cell_to_write_where_it_cannot() throws Exception {
    Path notebook = Notebooks.write(temporary.resolve("good.ipynb"), "1");
    var result = run(notebook.toString(), "-o", temporary.resolve("no/where.ipynb").toString());
    assertEquals(2, result.exitCode(), result.err());
    assertTrue(result.err().contains("there is no such folder"), result.err());
    assertEquals("", result.out());
  }

  @Test
  void says_how_the_kernel_died_and_keeps_what_came_before() throws Exception {
    Path notebook =
        Notebooks.write(
            temporary.resolve("dies.ipynb"),
            "1 + 1",
            "new ProcessBuilder(\"kill\", \"-9\", \"\" + ProcessHandle.current().pid()).start();\nThread.sleep(60_000);");
    var result = run(notebook.toString());
    assertEquals(3, result.exitCode(), result.err());
    assertTrue(result.err().contains("the kernel died (signal 9, KILL"), result.err());
    Path executed = temporary.resolve("dies.executed.ipynb");
    assertEquals(1, Notebooks.outputs(executed, 0).size());
    assertValid(executed);
  }

  /// TERM and INT run the JVM's hooks, KILL does not: then the kernel has to notice by itself.
  @ParameterizedTest
  @CsvSource({"INT,130", "TERM,143", "KILL,137"})
  void leaves_no_process_when_it_is_ended(String signal, int exitCode) throws Exception {
    Path notebook =
        Notebooks.write(
            temporary.resolve("long.ipynb"),
            """
            Pool workers = Pool.of(2);
            var pids = workers.map(i -> ProcessHandle.current().pid(), range(0, 2));
            System.out.println("here are " + pids);
            Thread.sleep(600_000);
            """);
    Path out = temporary.resolve("out.txt");
    Path err = temporary.resolve("err.txt");
    Process runner = command(notebook.toString()).start(out, err);
    List<ProcessHandle> family = List.of();
    try {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (!Files.readString(out).contains("here are ")) {
        assertTrue(System.nanoTime() < deadline, () -> "the cell never ran");
        Thread.sleep(20);
      }
      family = runner.descendants().toList();
      assertTrue(family.size() >= 3, "a kernel and two workers: " + family);
      new ProcessBuilder("kill", "-" + signal, String.valueOf(runner.pid())).start().waitFor();
      assertTrue(runner.waitFor(60, TimeUnit.SECONDS));
      assertEquals(exitCode, runner.exitValue(), Files.readString(err));
      for (ProcessHandle process : family) {
        process.onExit().get(60, TimeUnit.SECONDS);
      }
    } finally {
      family.forEach(ProcessHandle::destroyForcibly);
      runner.descendants().forEach(ProcessHandle::destroyForcibly);
      runner.destroyForcibly();
    }
  }

  @Test
  void gives_the_kernel_the_options_in_the_environment() throws Exception {
    Path notebook =
        Notebooks.write(temporary.resolve("options.ipynb"), "System.getProperty(\"greeting\")");
    var result =
        command(notebook.toString()).with("MUSTER_JVM_OPTS", "-Xmx300m -Dgreeting=hello").run();
    assertEquals(0, result.exitCode(), result.err());
    assertTrue(result.out().contains("Out[1]: hello"), result.out());

    var broken = command(notebook.toString()).with("MUSTER_JVM_OPTS", "-XX:NoSuchThing=1").run();
    assertEquals(3, broken.exitCode(), broken.err());
    assertTrue(broken.err().contains("NoSuchThing"), broken.err());
  }

  private Command.Result run(String... words) throws Exception {
    return command(words).run();
  }

  private Command command(String... words) throws IOException {
    Path tmp = Files.createDirectories(temporary.resolve("tmp"));
    String[] all = Stream.concat(Stream.of("run"), Stream.of(words)).toArray(String[]::new);
    Command muster = Command.muster(all);
    List<String> withTmp =
        Stream.concat(
                Stream.of(muster.words().getFirst(), "-Djava.io.tmpdir=" + tmp),
                muster.words().stream().skip(1))
            .toList();
    return new Command(withTmp, muster.directory(), muster.environment());
  }

  /// By the judgement of Jupyter's own library.
  private static void assertValid(Path notebook) throws Exception {
    var result =
        Command.of(
                List.of(
                    Command.python(),
                    "-c",
                    "import nbformat, sys; nbformat.validate(nbformat.read(sys.argv[1], 4))",
                    notebook.toString()))
            .run();
    assertEquals(0, result.exitCode(), result.err());
  }
}
