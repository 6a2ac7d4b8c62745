package org.muster.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.muster.kernel.client.CellOutcome;
import org.muster.kernel.client.FrontEnd;
import org.muster.kernel.client.JarBuilder;
import org.muster.kernel.client.KernelProcess;
import org.muster.kernel.message.Message;

@DisplayName("Libraries in cells")
@Timeout(300)
class LibrariesInCellsTest {

  @TempDir private Path folder;

  private KernelProcess kernel;
  private FrontEnd frontEnd;

  @BeforeEach
  void start() {
    startWith(Map.of());
  }

  private void startWith(Map<String, String> environment) {
    var all = new java.util.HashMap<>(Map.of("MUSTER_WORKERS", "2"));
    all.putAll(environment);
    kernel = KernelProcess.start(all);
    frontEnd = kernel.frontEnd();
  }

  private void restartWith(Map<String, String> environment) {
    kernel.close();
    startWith(environment);
  }

  @AfterEach
  void stop() {
    kernel.close();
  }

  // ---- jars for the tests ----------------------------------------------------------------------

  private Path words(String version) throws Exception {
    return new JarBuilder()
        .source(
            "org.example.words.Words",
            """
            package org.example.words;
            public class Words {
              public static final class Pair {
                public final String left;
                public final int right;
                public Pair(String left, int right) { this.left = left; this.right = right; }
                @Override public String toString() { return left + "=" + right; }
              }
              public record Size(String word, int size) implements java.io.Serializable {}
              public static class Bad extends RuntimeException {
                public Bad(String word) { super("bad: " + word); }
              }
              public static String shout(String word) { return word.toUpperCase() + "!"; }
              public static Size size(String word) { return new Size(word, word.length()); }
              public static String version() { return "%s"; }
              public static Object named(String name) throws Exception {
                return Class.forName(name).getConstructor(String.class, int.class).newInstance("n", 1);
              }
            }
            """
                .formatted(version))
        .coordinates("org.example", "words", version)
        .jar(folder.resolve("words-" + version + ".jar"));
  }

  private Path greeters() throws Exception {
    return new JarBuilder()
        .source(
            "org.example.greet.Greeter",
            "package org.example.greet; public interface Greeter { String greet(String name); }")
        .source(
            "org.example.greet.Polite",
            """
            package org.example.greet;
            public class Polite implements Greeter {
              public String greet(String name) {
                try (var in = Polite.class.getResourceAsStream("salutation.txt")) {
                  return new String(in.readAllBytes()) + " " + name;
                } catch (java.io.IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              }
            }
            """)
        .resource("org/example/greet/salutation.txt", "Dear")
        .resource("META-INF/services/org.example.greet.Greeter", "org.example.greet.Polite\n")
        .jar(folder.resolve("greeters-1.0.jar"));
  }

  private String ok(String code) throws Exception {
    return frontEnd.run(code).resultIfOk();
  }

  private String refused(String code) throws Exception {
    return frontEnd.run(code).refusal();
  }

  // ---- in the kernel ---------------------------------------------------------------------------

  @Test
  void are_there_for_the_next_line_of_the_same_cell() throws Exception {
    assertEquals(
        "\"HI!\"",
        quoted(
            ok(
                "%%jars %s\nimport org.example.words.*;\nWords.shout(\"hi\")"
                    .formatted(words("1.0")))));
    var content = new JsonObject();
    content.addProperty("code", "Words.sho");
    content.addProperty("cursor_pos", 9);
    JsonObject reply = frontEnd.ask("complete_request", content);
    assertTrue(reply.get("matches").toString().contains("shout"), reply.toString());
  }

  private static String quoted(String text) {
    return text.startsWith("\"") ? text : "\"" + text + "\"";
  }

  @Test
  void are_found_by_patterns_in_folders_and_from_lists_of_magic_arguments() throws Exception {
    Path jar = words("1.0");
    Path greeters = greeters();
    assertEquals("[" + jar.toRealPath() + "]", ok("%jars " + folder + "/w*.jar"));
    assertEquals(
        "[" + greeters.toRealPath() + "]",
        ok(
            "List<String> added = lineMagic(\"jars\", List.of(\""
                + folder
                + "\"));\nadded.toString()"));
    assertTrue(refused("%jars " + folder + "/x*.jar").contains("x*.jar` matches nothing"));
    assertTrue(refused("%jars").contains("needs a path"));
  }

  @Test
  void may_be_folders_of_classes() throws Exception {
    Path classes =
        new JarBuilder()
            .source(
                "org.example.Twice",
                "package org.example; public class Twice { public static int of(int x) { return 2 * x; } }")
            .resource("settings.txt", "blue")
            .folder(folder.resolve("classes"));
    ok("%classpath " + classes);
    assertEquals(
        "[0, 2]", ok("import org.example.Twice;\npool.map(x -> Twice.of(x), range(2)).toString()"));
    assertEquals(
        "blue",
        ok(
            "pool.apply(() -> new String(Thread.currentThread().getContextClassLoader().getResourceAsStream(\"settings.txt\").readAllBytes()))"));
  }

  @Test
  void come_from_the_environment_when_the_kernel_starts() throws Exception {
    Path jar = words("1.0");
    restartWith(Map.of("MUSTER_CLASSPATH", jar.toString()));
    assertEquals("1.0", ok("org.example.words.Words.version()"));
    assertEquals("[1.0]", ok("pool.map(x -> org.example.words.Words.version(), range(1))"));
    restartWith(Map.of("IJAVA_CLASSPATH", folder + "/words*.jar"));
    assertEquals("1.0", ok("org.example.words.Words.version()"));
    restartWith(Map.of("MUSTER_CLASSPATH", folder + "/missing.jar"));
    CellOutcome first = frontEnd.run("1 + 1");
    assertEquals("2", first.result());
    assertTrue(first.stream("stderr").contains("missing.jar does not exist"));
    assertEquals("", frontEnd.run("1").stream("stderr"));
  }

  // ---- in workers ------------------------------------------------------------------------------

  @Test
  void added_after_the_workers_started_are_there_for_the_next_task() throws Exception {
    assertEquals("[0, 1, 2, 3]", ok("pool.map(x -> x, range(4), 1)"));
    String before = ok("pool.workers().stream().map(w -> w.pid()).toList().toString()");
    ok("%jars " + words("1.0") + "\nimport org.example.words.*;");
    assertEquals(
        "[A!, B!, C!, D!]",
        ok("pool.map(w -> Words.shout(w), List.of(\"a\", \"b\", \"c\", \"d\"), 1)"));
    assertEquals("[A!, B!]", ok("pool.map(Words::shout, List.of(\"a\", \"b\"), 1)"));
    assertEquals(
        before,
        ok("pool.workers().stream().map(w -> w.pid()).toList().toString()"),
        "same workers");
    ok("%jars " + greeters() + "\nimport org.example.greet.*;");
    assertEquals(
        "[Dear Ann]",
        ok(
            """
            pool.map(
                name -> ServiceLoader.load(Greeter.class).findFirst().orElseThrow().greet(name),
                List.of("Ann")).toString()
            """));
    assertEquals(
        "n=1", ok("pool.apply(() -> Words.named(\"org.example.words.Words$Pair\").toString())"));
    assertEquals(
        "true",
        ok(
            "pool.apply(() -> Class.forName(\"org.example.greet.Polite\", true, Thread.currentThread().getContextClassLoader()).getResource(\"salutation.txt\") != null)"));
  }

  @Test
  void may_be_database_drivers() throws Exception {
    Path driver =
        new JarBuilder()
            .source(
                "org.example.db.DemoDriver",
                """
                package org.example.db;
                import java.sql.*;
                public class DemoDriver implements Driver {
                  static {
                    try { DriverManager.registerDriver(new DemoDriver()); }
                    catch (SQLException e) { throw new IllegalStateException(e); }
                  }
                  public Connection connect(String url, java.util.Properties info) {
                    return (Connection) java.lang.reflect.Proxy.newProxyInstance(
                        DemoDriver.class.getClassLoader(), new Class<?>[] {Connection.class},
                        (p, method, arguments) -> method.getName().equals("getCatalog") ? url : null);
                  }
                  public boolean acceptsURL(String url) { return url.startsWith("jdbc:demo:"); }
                  public DriverPropertyInfo[] getPropertyInfo(String u, java.util.Properties i) {
                    return new DriverPropertyInfo[0];
                  }
                  public int getMajorVersion() { return 1; }
                  public int getMinorVersion() { return 0; }
                  public boolean jdbcCompliant() { return false; }
                  public java.util.logging.Logger getParentLogger() { return null; }
                }
                """)
            .resource("META-INF/services/java.sql.Driver", "org.example.db.DemoDriver\n")
            .jar(folder.resolve("demo-driver.jar"));
    // `DriverManager` looks for drivers once, at its first use.
    String used = "pool.map(x -> java.sql.DriverManager.drivers().count(), range(4), 1)";
    ok("java.sql.DriverManager.drivers().count();\n" + used + ";");
    ok("%jars " + driver + "\nimport java.sql.*;");
    String connect = "DriverManager.getConnection(\"jdbc:demo:mine\").getCatalog()";
    assertEquals("jdbc:demo:mine", ok(connect));
    assertEquals("jdbc:demo:mine", ok("pool.apply(() -> " + connect + ")"));
  }

  @Test
  void send_their_objects_back_and_their_exceptions() throws Exception {
    ok("pool.map(x -> x, range(2));\n%jars " + words("1.0") + "\nimport org.example.words.*;");
    assertEquals(
        "Size[word=abc, size=3]",
        ok("Words.Size size = pool.map(Words::size, List.of(\"abc\")).get(0);\nsize.toString()"));
    assertEquals(
        "6", ok("Words.Size from = new Words.Size(\"x\", 3);\npool.apply(() -> from.size() * 2)"));
    assertTrue(
        refused("pool.map(w -> { if (true) throw new Words.Bad(w); return w; }, List.of(\"z\"))")
            .contains("bad: z"));
  }

  @Test
  void are_in_workers_that_replace_others_and_in_other_pools() throws Exception {
    ok("%jars " + words("1.0") + "\nimport org.example.words.*;");
    assertEquals("[A!, B!]", ok("pool.map(Words::shout, List.of(\"a\", \"b\"), 1)"));
    long pid = Long.parseLong(ok("String.valueOf(pool.workers().get(0).pid())"));
    ProcessHandle worker = ProcessHandle.of(pid).orElseThrow();
    assertTrue(worker.destroyForcibly());
    worker.onExit().get(30, TimeUnit.SECONDS);
    assertEquals(
        "[A!, B!, C!, D!]", ok("pool.map(Words::shout, List.of(\"a\", \"b\", \"c\", \"d\"), 1)"));
    assertEquals(
        "[Q!]",
        ok(
            "List<String> other;\ntry (var p = Pool.of(1)) { other = p.map(Words::shout, List.of(\"q\")); }\nother.toString()"));
  }

  @Test
  void do_not_bring_the_kernels_own_libraries_to_workers() throws Exception {
    String path = ok("pool.apply(() -> System.getProperty(\"java.class.path\"))");
    for (String ours : new String[] {"mima", "resolver", "gson", "jjava", "muster-kernel"}) {
      assertFalse(path.contains(ours), path);
    }
  }

  // ---- versions --------------------------------------------------------------------------------

  @Test
  void have_one_version() throws Exception {
    Path first = words("1.0");
    Path second = words("2.0");
    ok("%jars " + first);
    assertEquals("[]", ok("%jars " + first), "the same again does nothing");
    Path copy = Files.copy(first, folder.resolve("copy.jar"));
    assertEquals("[]", ok("%jars " + copy));
    String message = refused("%jars " + greeters() + " " + second);
    assertTrue(message.startsWith("words 2.0 cannot be added"), message);
    assertTrue(message.contains("cell [1] has added org.example:words:1.0"), message);
    assertTrue(message.contains("restart the kernel"), message);
    assertTrue(message.contains(first.toRealPath().toString()), message);
    assertEquals("1.0", ok("org.example.words.Words.version()"));
    assertTrue(
        refused("new org.example.greet.Polite()").contains("package org.example.greet"),
        "nothing was added of a line that was refused");
  }

  @Test
  void are_compared_by_their_classes_where_nothing_else_names_them() throws Exception {
    Path one = tool("a/tool.jar", 1);
    Path two = tool("b/utility.jar", 2);
    Path same = tool("c/again.jar", 1);
    Path oldVersion = tool("tool-1.0.jar", 1);
    Path newVersion = tool("tool-2.0.jar", 2);
    ok("%jars " + one);
    ok("%jars " + same);
    String message = refused("%jars " + two);
    assertTrue(message.contains("its class org.example.Tool is another version"), message);
    restartWith(Map.of());
    message = refused("%jars " + oldVersion + " " + newVersion);
    assertTrue(message.startsWith("tool 2.0 cannot be added"), message);
    assertEquals("1", ok("%jars " + oldVersion + "\norg.example.Tool.n()"));
  }

  private Path tool(String name, int n) throws Exception {
    return new JarBuilder()
        .source(
            "org.example.Tool",
            "package org.example; public class Tool { public static int n() { return %d; } }"
                .formatted(n))
        .jar(folder.resolve(name));
  }

  @Test
  void that_were_built_anew_need_a_restart() throws Exception {
    Path jar = tool("tool.jar", 1);
    assertEquals("1", ok("%jars " + jar + "\norg.example.Tool.n()"));
    Path other = tool("other.jar", 2);
    Files.move(other, jar, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    String message = refused("%jars " + jar);
    assertTrue(message.contains("is not what it was when cell [1] added it"), message);
  }

  /// The kernel itself has a Gson and ZeroMQ: a notebook's own come first, in workers too.
  @Test
  void come_before_those_that_muster_is_made_of() throws Exception {
    assertTrue(
        refused("new com.google.gson.Gson()").contains("package com.google.gson does not exist"));
    Path gson =
        new JarBuilder()
            .source(
                "com.google.gson.Gson",
                "package com.google.gson; public class Gson { public String old() { return \"0.1\"; } }")
            .jar(folder.resolve("gson-0.1.jar"));
    Path zeromq =
        new JarBuilder()
            .source(
                "org.zeromq.ZContext",
                "package org.zeromq; public class ZContext { public static String own() { return \"mine\"; } }")
            .jar(folder.resolve("jeromq-9.jar"));
    ok("pool.map(x -> x, range(2))");
    ok("%jars " + gson + " " + zeromq);
    assertEquals("0.1", ok("new com.google.gson.Gson().old()"));
    assertEquals(
        "[0.1mine, 0.1mine]",
        ok(
            "pool.map(x -> new com.google.gson.Gson().old() + org.zeromq.ZContext.own(), range(2), 1).toString()"));
    assertTrue(ok("record P(int x) {}\nList.of(new P(1))").contains("1"), "the kernel still works");
    Path ours =
        new JarBuilder()
            .source("org.muster.parallel.Pool", "package org.muster.parallel; public class Pool {}")
            .jar(folder.resolve("pool.jar"));
    assertTrue(refused("%jars " + ours).contains("a part of Muster"));
  }

  // ---- what is wrong ---------------------------------------------------------------------------

  @Test
  void that_cannot_be_used_are_told_and_nothing_is_half_added() throws Exception {
    Path good = words("1.0");
    Path corrupt = Files.writeString(folder.resolve("corrupt.jar"), "this is no zip");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Path sources = Files.createDirectory(folder.resolve("sources"));
    Files.writeString(sources.resolve("A.java"), "class A {}");
    assertTrue(
        refused("%classpath " + good + " " + corrupt)
            .contains("corrupt.jar is no jar, or a damaged"));
    assertTrue(refused("org.example.words.Words.version()").contains("org.example.words"));
    assertTrue(refused("%jars " + good + " missing.jar").contains("missing.jar does not exist"));
    assertTrue(refused("%classpath " + empty).contains("empty has no classes"));
    assertTrue(refused("%classpath " + sources).contains("it has sources"));
    assertTrue(refused("%classpath " + folder).contains("add them with %jars"));
    assertTrue(refused("%jars " + empty).contains("there is no jar in"));
    if (!System.getProperty("user.name").equals("root")) {
      Files.setPosixFilePermissions(good, java.util.Set.of());
      assertTrue(refused("%jars " + good).contains("may not be read"));
    }
  }

  @Test
  void are_one_of_the_magics_that_there_are() throws Exception {
    String message = refused("%nonsense x");
    assertTrue(message.contains("there is no magic %nonsense"), message);
    for (String name : new String[] {"%maven", "%mavenRepo", "%jars", "%classpath", "%time"}) {
      assertTrue(message.contains(name), message);
    }
    assertTrue(refused("%%xx\nbody").contains("%%loadFromPOM, %%time"));
  }

  @Test
  void of_code_are_run_by_load() throws Exception {
    Path snippets =
        Files.writeString(
            folder.resolve("helpers.jshell"), "int twice(int x) { return 2 * x; }\ntwice(21)\n");
    assertEquals("42", ok("%load " + snippets));
    assertEquals("[2]", ok("pool.map(x -> twice(x), List.of(1))"));
    Path notebook =
        Files.writeString(
            folder.resolve("other.ipynb"),
            """
            {"cells": [
              {"cell_type": "markdown", "source": ["no code"]},
              {"cell_type": "code", "source": ["int a = 5;\\n", "int b = 6;"]},
              {"cell_type": "code", "source": "%time a * b"}
            ], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
            """);
    assertEquals("30", ok("%load " + notebook));
    assertTrue(refused("%load " + folder + "/none.jshell").contains("does not exist"));
  }

  @Test
  void do_not_keep_a_task_that_runs_from_ending() throws Exception {
    Message running =
        frontEnd.start(
            "var busy = pool.mapAsync(x -> { Thread.sleep(500); return x; }, range(2), 1);\n%jars "
                + words("1.0")
                + "\nimport org.example.words.*;\npool.map(Words::shout, List.of(\"a\")) + \" \" + busy.get()");
    assertEquals("[A!] [0, 1]", frontEnd.await(running).result());
  }

  @Test
  void are_documented_from_sources_that_lie_beside_them() throws Exception {
    Path jar = words("1.0");
    try (var zip =
        new java.util.zip.ZipOutputStream(
            Files.newOutputStream(jar.resolveSibling("words-1.0-sources.jar")))) {
      zip.putNextEntry(new java.util.zip.ZipEntry("org/example/words/Words.java"));
      zip.write(
          """
          package org.example.words;
          /** Works with words. */
          public class Words {
            /** Makes it {@code LOUD}. */
            public static String shout(String word) { return word; }
          }
          """
              .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    assertEquals("", ok("%%jars %s\nimport org.example.words.*;\nint one = 1;".formatted(jar)));
    assertTrue(inspected("Words.shout").contains("Makes it LOUD."), inspected("Words.shout"));
    assertTrue(inspected("Words").contains("Works with words."), inspected("Words"));
  }

  private String inspected(String code) throws Exception {
    var content = new JsonObject();
    content.addProperty("code", code);
    content.addProperty("cursor_pos", code.length());
    content.addProperty("detail_level", 0);
    return frontEnd
        .ask("inspect_request", content)
        .getAsJsonObject("data")
        .get("text/plain")
        .getAsString();
  }

  // ---- start-up scripts ------------------------------------------------------------------------

  @Test
  void start_up_scripts_run_in_front_of_the_first_cell() throws Exception {
    Path script = folder.resolve("init.jshell");
    Files.writeString(
        script, "import java.util.regex.*;\nint base = 40;\nSystem.out.println(\"ready\");");
    restartWith(Map.of("MUSTER_INIT", script + ":" + folder + "/absent.jshell"));
    var first = frontEnd.run("Pattern.quote(\"a\").length() + base");
    assertEquals("45", first.resultIfOk());
    assertEquals("ready\n", first.stream("stdout"));
    assertTrue(
        first.stream("stderr").startsWith("MUSTER_INIT names a start-up script: "),
        first.stream("stderr"));
    assertEquals("", frontEnd.run("base").stream("stdout"));
  }

  @Test
  void start_up_scripts_are_found_by_the_names_of_other_kernels() throws Exception {
    Path script = folder.resolve("init.jshell");
    Files.writeString(script, "int base = 40;\nbase / 0");
    restartWith(
        Map.of(
            "IJAVA_STARTUP_SCRIPTS_PATH",
            script.toString(),
            "IJAVA_STARTUP_SCRIPT",
            "int two = 2;"));
    var first = frontEnd.run("base + two");
    assertEquals("42", first.resultIfOk());
    assertTrue(first.stream("stderr").contains("init.jshell failed"), first.stream("stderr"));
    assertTrue(first.stream("stderr").contains("line 2"), first.stream("stderr"));
  }
}
