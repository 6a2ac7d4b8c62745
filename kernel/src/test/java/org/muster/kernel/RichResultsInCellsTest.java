package org.muster.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dflib.jjava.jupyter.Extension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.muster.kernel.client.CellOutcome;
import org.muster.kernel.client.ChartJar;
import org.muster.kernel.client.FrontEnd;
import org.muster.kernel.client.JarBuilder;
import org.muster.kernel.client.KernelProcess;
import org.muster.kernel.message.Message;

@DisplayName("What cells show")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class RichResultsInCellsTest {

  /// As jjava's own, which may not be there.
  private static final String EXTENSION = Extension.class.getName();

  @TempDir private static Path folder;

  private final KernelProcess kernel = KernelProcess.start(Map.of("MUSTER_WORKERS", "2"));
  private final FrontEnd frontEnd = kernel.frontEnd();

  @AfterAll
  void stop() {
    kernel.close();
  }

  private CellOutcome ok(String code) throws Exception {
    CellOutcome cell = frontEnd.run(code);
    assertEquals("ok", cell.status(), () -> cell.reply().toString());
    return cell;
  }

  private static Path jjava() throws Exception {
    return Path.of(Extension.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static JarBuilder extension(String name, String install) {
    return new JarBuilder()
        .source(
            "org.example." + name,
            """
            package org.example;
            import org.dflib.jjava.jupyter.Extension;
            import org.dflib.jjava.jupyter.kernel.BaseKernel;
            public class %s implements Extension {
              public record Flag(String colour) {}
              @Override public void install(BaseKernel kernel) { %s }
            }
            """
                .formatted(name, install))
        .resource("META-INF/services/" + EXTENSION, "# of a test\norg.example." + name + "\n");
  }

  @Test
  void name_an_object_without_a_class_name_by_what_it_is_made_of() throws Exception {
    String text =
        frontEnd
            .run(
                "new AbstractList<Integer>() {\n  public Integer get(int i) { throw new IllegalStateException(); }\n"
                    + "  public int size() { return 1; }\n}")
            .resultIfOk();
    assertTrue(text.startsWith("AbstractList@"), text);
  }

  @Test
  void is_what_an_extension_of_a_library_makes_of_it() throws Exception {
    Path jar =
        extension(
                "Flags",
                """
                kernel.getRenderer().createRegistration(Flag.class)
                    .preferring("text/html")
                    .register((flag, context) ->
                        context.renderIfRequested(
                            org.dflib.jjava.jupyter.kernel.display.mime.MIMEType.TEXT_HTML,
                            () -> "<b>" + flag.colour() + "</b>"));
                kernel.eval("import org.example.Flags.*; var flags = getKernelInstance();");
                """)
            .jar(folder.resolve("flags.jar"), jjava());
    CellOutcome cell = ok("%%jars %s\nnew Flag(\"red\")".formatted(jar));
    assertEquals("<b>red</b>", cell.result("text/html"));
    assertEquals("Flag[colour=red]", cell.result());
    assertEquals("true", ok("flags == kernel()").resultIfOk());
  }

  @Test
  void does_not_suffer_from_an_extension_that_fails() throws Exception {
    Path jar =
        extension("Broken", "throw new IllegalStateException(\"too old\");")
            .jar(folder.resolve("broken.jar"), jjava());
    CellOutcome cell = ok("%%jars %s\nnew org.example.Broken.Flag(\"red\")".formatted(jar));
    assertEquals("Flag[colour=red]", cell.result());
    String said = cell.stream("stderr");
    assertTrue(said.contains("`org.example.Broken`") && said.contains("too old"), said);
  }

  @Test
  void is_what_an_extension_from_the_environment_makes_of_it() throws Exception {
    Path jar =
        extension("Early", "kernel.eval(\"int early = 42;\");")
            .jar(folder.resolve("early.jar"), jjava());
    try (var other = KernelProcess.start(Map.of("MUSTER_CLASSPATH", jar.toString()))) {
      assertEquals("42", other.frontEnd().run("early").resultIfOk());
    }
  }

  @Test
  void is_a_picture_of_a_chart() throws Exception {
    Path jar = ChartJar.in(folder);
    CellOutcome cell = ok("%%jars %s\nnew org.knowm.xchart.PieChart()".formatted(jar));
    assertEquals("PieChart 60 × 40 \"Sales\"", cell.result());
    assertTrue(cell.result("image/png").startsWith("iVBOR"));
    JsonObject metadata = cell.published("execute_result").getAsJsonObject("metadata");
    assertEquals(60, metadata.getAsJsonObject("image/png").get("width").getAsInt());
  }

  @Test
  void is_a_table_of_a_frame() throws Exception {
    Path jar =
        new JarBuilder()
            .source(
                "org.dflib.Series",
                """
                package org.dflib;
                public interface Series<T> {
                  int size();
                  T get(int row);
                  Class<?> getNominalType();
                }
                """)
            .source(
                "org.dflib.DataFrame",
                """
                package org.dflib;
                public interface DataFrame {
                  default Iterable<String> getColumnsIndex() { return java.util.List.of("square"); }
                  default int height() { return 1000; }
                  default Series<?> getColumn(int at) {
                    return new Series<Integer>() {
                      public int size() { return 1000; }
                      public Integer get(int row) { return row * row; }
                      public Class<?> getNominalType() { return Object.class; }
                    };
                  }
                  static DataFrame some() { return new DataFrame() {}; }
                }
                """)
            .jar(folder.resolve("dflib-1.2.0.jar"));
    CellOutcome cell = ok("%%jars %s\norg.dflib.DataFrame.some()".formatted(jar));
    String html = cell.result("text/html");
    assertTrue(html.contains(">square</th>") && html.contains(">Integer</th>"), html);
    assertTrue(html.contains(">998001<") && html.endsWith("1,000 rows × 1 column</small>"), html);
    assertTrue(cell.result().startsWith("square\n     0\n"), cell.result());
    assertTrue(
        ok("org.dflib.DataFrame.some().getColumn(0)").result("text/html").contains("998001"));
  }

  @Test
  void is_what_a_cell_registers_and_text_once_that_fails() throws Exception {
    var _ =
        ok(
            """
            record Card(String suit) {}
            kernel().getRenderer().createRegistration(Card.class).preferring("text/html")
                .register((card, context) -> {
                  if (card.suit().isEmpty()) {
                    throw new IllegalStateException("no suit");
                  }
                  context.renderIfRequested(
                      org.dflib.jjava.jupyter.kernel.display.mime.MIMEType.TEXT_HTML,
                      () -> card.suit() + "!");
                });
            """);
    assertEquals("hearts!", ok("new Card(\"hearts\")").result("text/html"));
    CellOutcome failing = ok("new Card(\"\")");
    assertEquals("Card[suit=]", failing.result());
    String said = failing.stream("stderr");
    assertTrue(said.contains("no suit") && said.contains("line 5"), said);
    assertEquals("", ok("new Card(\"\")").stream("stderr"));
  }

  @Test
  void is_shown_and_replaced_in_the_type_that_is_asked_for() throws Exception {
    CellOutcome cell =
        ok(
            """
            String id = display("<b>1</b>", "text/html");
            updateDisplay(id, "*2*", "text/markdown");
            render("$x$", "text/latex")
            """);
    JsonObject first = cell.published("display_data");
    JsonObject second = cell.published("update_display_data");
    assertEquals("<b>1</b>", first.getAsJsonObject("data").get("text/html").getAsString());
    assertEquals("*2*", second.getAsJsonObject("data").get("text/markdown").getAsString());
    assertEquals(first.get("transient"), second.get("transient"));
    assertEquals("$x$", cell.result("text/latex"));
    assertEquals("$x$", cell.result());
  }

  @Test
  void is_an_exception_in_lines_of_the_cell() throws Exception {
    assertEquals(
        """
        java.lang.IllegalStateException: kept
            at cell [N], line 2
               var kept = new IllegalStateException("kept");\
        """,
        ok("int x = 1;\nvar kept = new IllegalStateException(\"kept\");\nkept")
            .result()
            .replaceAll("cell \\[\\d+]", "cell [N]"));
  }

  @Test
  void does_not_wait_for_a_stream_that_nobody_writes_to() throws Exception {
    CellOutcome cell = ok("System.in");
    List<String> types = cell.published().stream().map(Message::type).toList();
    assertFalse(types.contains("input_request"), types.toString());
    assertTrue(cell.result().contains("CellInput"), cell.result());
  }

  @Test
  void ends_when_a_value_that_takes_for_ever_to_say_what_it_is_is_interrupted() throws Exception {
    Message cell =
        frontEnd.start(
            """
            class Slow {
              @Override public String toString() {
                System.out.print("begun");
                try {
                  Thread.sleep(Long.MAX_VALUE);
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
                return "";
              }
            }
            new Slow()
            """);
    var _ = frontEnd.published(cell, message -> message.type().equals("stream"));
    var _ = frontEnd.interrupt();
    assertEquals("Interrupted", frontEnd.reply(cell).get("ename").getAsString());
  }

  @Test
  void names_the_import_that_a_declaration_without_a_value_lacks() throws Exception {
    CellOutcome cell = frontEnd.run("Pattern pattern;");
    assertTrue(cell.traceback().contains("cannot find symbol"), cell.traceback());
    assertTrue(cell.traceback().contains("class Pattern\n"), cell.traceback());
    assertTrue(cell.traceback().contains("import java.util.regex.Pattern;"), cell.traceback());
  }

  @Test
  void does_not_advise_to_import_what_only_the_kernel_has() throws Exception {
    String said = frontEnd.run("HttpClient client = null;").traceback();
    assertTrue(said.contains("java.net.http.HttpClient"), said);
    assertFalse(said.contains("org.apache"), said);
  }

  @Test
  void name_classes_of_cells_as_the_cell_does() throws Exception {
    ok("class Ser {}\nclass Outer { static class Inner {} }");
    assertTrue(ok("new Ser()").result().matches("Ser@[0-9a-f]+"));
    assertTrue(
        ok("List.of(new Outer.Inner(), Map.of(1, new Ser()), Optional.of(new Ser()))")
            .result()
            .matches("\\[Inner@[0-9a-f]+, \\{1=Ser@[0-9a-f]+}, Optional\\[Ser@[0-9a-f]+]]"));
    assertEquals("REPL.$JShell$1$Ser@2a", ok("\"REPL.$JShell$1$Ser@2a\"").result());
  }
}
