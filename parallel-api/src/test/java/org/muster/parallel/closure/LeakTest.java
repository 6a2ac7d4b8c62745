package org.muster.parallel.closure;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.muster.parallel.spi.CellClass;

@DisplayName("Old definitions")
class LeakTest extends TwoJvms {

  private static final int VERSIONS = 300;

  @Test
  void are_let_go_in_the_worker() {
    notebook.cell("String text() { return \"v000\"; }");
    notebook.cell("class Greeter { String greet() { return \"v000\" + text(); } }");
    Object task = notebook.value("Supplier<String>", "() -> new Greeter().greet()");
    List<CellClass> first = Packer.packTask(task).classes();
    int before = jvm.generations();
    for (int i = 1; i <= VERSIONS; i++) {
      String version = "v%03d".formatted(i);
      for (CellClass each : first) {
        byte[] changed =
            new String(each.bytes(), ISO_8859_1).replace("v000", version).getBytes(ISO_8859_1);
        notebook.replace(CellClass.of(each.name(), changed, each.cell()));
      }
      int id = jvm.load(Packer.packTask(task));
      assertEquals(List.of(version + version), OtherJvm.list(jvm.run(id, notebook.loader(), 0)));
      jvm.forget(id);
    }
    assertTrue(jvm.generations() >= before + VERSIONS - 1, "each version was a generation");
    int live = jvm.liveLoaders();
    assertTrue(live <= 10, live + " class loaders are alive");
  }

  @Test
  void are_let_go_with_their_notebook_in_the_kernel() throws InterruptedException {
    ReferenceQueue<ClassLoader> gone = new ReferenceQueue<>();
    Reference<ClassLoader> loader = useAndClose(gone);
    Reference<? extends ClassLoader> found = null;
    for (int i = 0; i < 60 && found == null; i++) {
      System.gc();
      found = next(gone);
    }
    assertNotNull(found, "something keeps " + loader);
  }

  private static @Nullable Reference<? extends ClassLoader> next(ReferenceQueue<ClassLoader> gone)
      throws InterruptedException {
    return gone.remove(500);
  }

  private Reference<ClassLoader> useAndClose(ReferenceQueue<ClassLoader> gone) {
    try (var brief = new Notebook()) {
      brief.cell("record Box(int n) {} int n = 3; Box box() { return new Box(n); }");
      Object task = brief.value("Work<Box, Box>", "b -> new Box(b.n() + box().n())");
      int id = jvm.load(Packer.packTask(task));
      Object item = brief.value("new Box(1)");
      assertEquals("[Box[n=4]]", OtherJvm.list(jvm.run(id, brief.loader(), item)).toString());
      jvm.forget(id);
      return new PhantomReference<>(brief.loader(), gone);
    } finally {
      Notebook.hold("nothing of a notebook");
    }
  }
}
