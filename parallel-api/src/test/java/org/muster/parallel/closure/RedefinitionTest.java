package org.muster.parallel.closure;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.muster.parallel.spi.CellClass;

@DisplayName("A definition that changed")
class RedefinitionTest extends TwoJvms {

  @Test
  void is_used_by_the_next_task() {
    notebook.cell("int f(int x) { return x + 1; }");
    assertEquals(List.of(11), there("Work<Integer, Integer>", "x -> f(x)", 10));
    notebook.cell("int f(int x) { return x * 2; }");
    assertEquals(List.of(20), there("Work<Integer, Integer>", "x -> f(x)", 10));
  }

  @Test
  void in_place_is_seen_by_an_older_lambda_beside_tasks_in_flight() {
    notebook.cell("String text() { return \"old\"; }");
    Object task = notebook.value("Supplier<String>", "() -> text()");
    Packed before = Packer.packTask(task);
    int old = jvm.load(before);
    CellClass wrapper =
        before.classes().stream()
            .filter(c -> new ClassFacts(c).declares("text()Ljava/lang/String;"))
            .findFirst()
            .orElseThrow();
    byte[] changed =
        new String(wrapper.bytes(), ISO_8859_1).replace("old", "new").getBytes(ISO_8859_1);
    notebook.replace(CellClass.of(wrapper.name(), changed, wrapper.cell()));
    int generations = jvm.generations();
    int renewed = jvm.load(Packer.packTask(task));
    assertEquals(generations + 1, jvm.generations());
    for (int i = 0; i < 3; i++) {
      assertEquals(List.of("old"), OtherJvm.list(jvm.run(old, notebook.loader(), 0)));
      assertEquals(List.of("new"), OtherJvm.list(jvm.run(renewed, notebook.loader(), 0)));
    }
    assertEquals(generations + 1, jvm.generations());
  }

  @Test
  void of_the_same_name_takes_a_new_generation() {
    // what in-place redefinition does: other bytes under the same name
    CellClass first = sample("() -> 1");
    CellClass second = CellClass.of(first.name(), otherVersion(first.bytes()), 2);
    Map<String, CellClass> store = new HashMap<>();
    store.put(first.sha256(), first);
    store.put(second.sha256(), second);
    Generations generations = new Generations(getClass().getClassLoader(), _ -> null);
    CellLoader one = generations.loader(Map.of(first.name(), first.sha256()), store::get);
    assertSame(one, generations.loader(Map.of(first.name(), first.sha256()), store::get));
    assertSame(one, generations.loader(Map.of(), store::get));
    CellLoader two = generations.loader(Map.of(first.name(), second.sha256()), store::get);
    assertNotSame(one, two);
    assertEquals(2, generations.count());
    assertFalse(one.accepts(List.of(second)));
    assertThrows(IllegalArgumentException.class, () -> one.add(second));
  }

  @Test
  void is_one_of_few_that_a_generation_keeps_without_need() {
    // each run of a cell has classes of other names, whose versions always agree
    CellClass first = sample("() -> 5");
    Map<String, CellClass> store = Map.of(first.sha256(), first);
    Generations generations = new Generations(getClass().getClassLoader(), _ -> null);
    for (int i = 0; i < 1000; i++) {
      Map<String, String> manifest = new HashMap<>();
      manifest.put(first.name(), first.sha256());
      manifest.put("REPL.$JShell$" + (1000 + i), first.sha256());
      CellLoader loader = generations.loader(manifest, store::get);
      assertTrue(loader.countBeside(Set.of()) < 250, "classes in generation " + i);
    }
    assertTrue(generations.count() <= 6, generations.count() + " generations");
  }

  @Test
  void that_is_not_what_its_hash_says_is_dropped() {
    CellClass first = sample("() -> 3");
    Generations generations = new Generations(getClass().getClassLoader(), _ -> null);
    CellClass forged = CellClass.of(first.name(), otherVersion(first.bytes()), 1);
    var thrown =
        assertThrows(
            IllegalArgumentException.class,
            () -> generations.loader(Map.of(first.name(), first.sha256()), _ -> forged));
    assertEquals(
        "the class file of %s is not the one that was announced".formatted(first.name()),
        thrown.getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> generations.loader(Map.of(first.name(), first.sha256()), _ -> null));
  }

  @Test
  void leaves_nothing_behind_when_its_tasks_are_gone() throws Exception {
    CellClass first = sample("() -> 4");
    Map<String, CellClass> store = new HashMap<>();
    Generations generations = new Generations(getClass().getClassLoader(), _ -> null);
    store.put(first.sha256(), first);
    CellLoader loader = generations.loader(Map.of(first.name(), first.sha256()), store::get);
    Class<?> unused = loader.loadClass(first.name());
    assertEquals(first.name(), unused.getName());
    unused = null;
    var old = new WeakReference<>(loader);
    loader = null;
    byte[] changed = otherVersion(first.bytes());
    CellClass second = CellClass.of(first.name(), changed, 2);
    store.put(second.sha256(), second);
    CellLoader next = generations.loader(Map.of(first.name(), second.sha256()), store::get);
    for (int i = 0; i < 100 && old.get() != null; i++) {
      System.gc();
      Thread.onSpinWait();
    }
    assertEquals(null, old.get());
    assertEquals(second.name(), next.loadClass(second.name()).getName());
  }

  @Test
  void can_be_in_flight_beside_the_old_one() {
    notebook.cell("int version = 1; int g() { return 100 + version; }");
    Object task = notebook.value("Supplier<Integer>", "() -> g()");
    int one = jvm.load(Packer.packTask(task));
    notebook.cell("version = 2;");
    int two = jvm.load(Packer.packTask(task));
    notebook.cell("int g() { return 200 + version; }");
    int three = jvm.load(Packer.packTask(notebook.value("Supplier<Integer>", "() -> g()")));
    for (int i = 0; i < 3; i++) {
      assertEquals(List.of(101), OtherJvm.list(jvm.run(one, notebook.loader(), 0)));
      assertEquals(List.of(102), OtherJvm.list(jvm.run(two, notebook.loader(), 0)));
      assertEquals(List.of(202), OtherJvm.list(jvm.run(three, notebook.loader(), 0)));
    }
  }

  @Test
  void of_a_variable_in_the_notebook_is_seen_by_a_task_packed_again() {
    notebook.cell("List<Object> bag = new ArrayList<>();");
    notebook.cell("int weight = 5;");
    Object task = notebook.value("Supplier<String>", "() -> \"\" + bag");
    Packed before = Packer.packTask(task);
    notebook.cell("bag.add(new Object() { public String toString() { return \"w\" + weight; } });");
    // the same lambda now needs a variable and classes that it did not need before
    Packed after = Packer.packTask(task);
    assertEquals(before.classes().size() + 3, after.classes().size());
    assertEquals(List.of("[w5]"), OtherJvm.list(jvm.run(jvm.load(after), notebook.loader(), 0)));
    notebook.cell("bag.clear();");
    assertEquals(before.classes(), Packer.packTask(task).classes());
  }

  private CellClass sample(String lambda) {
    Packed packed = Packer.packTask(notebook.value("Supplier<Integer>", lambda));
    Map<String, CellClass> byName = new LinkedHashMap<>();
    packed.classes().forEach(c -> byName.put(c.name(), c));
    return packed.classes().getFirst();
  }

  private static byte[] otherVersion(byte[] classFile) {
    return StopChecks.weave(classFile);
  }
}
