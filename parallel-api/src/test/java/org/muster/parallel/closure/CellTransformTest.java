package org.muster.parallel.closure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.muster.parallel.spi.CellClass;
import org.muster.parallel.spi.ClassSource;

@DisplayName("The transform of cell classes")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CellTransformTest {

  private final Notebook notebook = new Notebook();

  @AfterAll
  void close() {
    notebook.close();
  }

  private Class<?> type(String name) {
    return (Class<?>) notebook.value(name + ".class");
  }

  @Test
  void makes_types_serializable() {
    notebook.cell("record R(int n) {}\nenum E { A }\nclass C {}\nabstract class A {}");
    for (String each : List.of("R", "E", "C", "A")) {
      assertTrue(Serializable.class.isAssignableFrom(type(each)), each);
    }
  }

  @Test
  void leaves_interfaces_and_lossy_types_alone() {
    notebook.cell(
        "interface I {}\n@interface N {}\nclass T extends Thread {}\nclass U extends T {}");
    notebook.cell("class NoConstructor extends ClassLoader { NoConstructor() { super(null); } }");
    notebook.cell(
        "class Outer { static class P extends Thread {} static class Q extends P {} static class S extends V {} static class V {} }");
    for (String each : List.of("I", "N", "T", "U", "NoConstructor", "Outer.P", "Outer.Q")) {
      assertFalse(Serializable.class.isAssignableFrom(type(each)), each);
    }
    assertTrue(Serializable.class.isAssignableFrom(type("Outer.S")));
  }

  @Test
  void keeps_what_a_class_says_of_its_own() {
    notebook.cell(
        "class Own implements Function<Integer, Integer> { public Integer apply(Integer x) { return x; } public <V> Function<Integer, V> andThen(Function<? super Integer, ? extends V> g) { return x -> null; } }");
    assertEquals(List.of(Function.class, Serializable.class), List.of(type("Own").getInterfaces()));
    // its own andThen, not the default one
    assertEquals("null", notebook.value("\"\" + new Own().andThen(x -> x + 1).apply(1)"));
  }

  @Test
  void changes_nothing_the_second_time() {
    notebook.cell(
        "class Many implements Serializable { Runnable r = () -> {}; Work<Integer, Integer> w = (Work<Integer, Integer> & RandomAccess) x -> x; Object o = ((Function<Integer, Integer>) x -> x).andThen(x -> x); }");
    Class<?> type = type("Many");
    ClassSource source = (ClassSource) type.getClassLoader();
    CellClass once = java.util.Objects.requireNonNull(source.cellClass(type.getName()));
    byte[] twice = CellTransform.transform(once.bytes(), type.getClassLoader());
    assertEquals(shape(once.bytes()), shape(twice));
    byte[] thrice = CellTransform.transform(twice, type.getClassLoader());
    assertArrayEquals(twice, thrice);
    assertEquals(List.of(), ClassFile.of().verify(ClassFile.of().parse(twice)));
  }

  private static String shape(byte[] bytes) {
    ClassModel model = ClassFile.of().parse(bytes);
    List<String> lines = new ArrayList<>();
    for (MethodModel method : model.methods()) {
      for (CodeElement each : method.code().orElseThrow()) {
        if (each instanceof Instruction) {
          lines.add(method.methodName() + ": " + each);
        }
      }
    }
    return model.interfaces().stream().map(i -> i.asInternalName()).toList()
        + String.join("\n", lines);
  }

  @Test
  void keeps_a_class_that_it_does_not_concern() throws IOException {
    byte[] bytes = bytesOf(StopSignal.class);
    assertSame(bytes, CellTransform.transform(bytes));
  }

  static List<Class<?>> realClasses() {
    return List.of(
        Composed.class,
        Packing.class,
        Reachability.class,
        CellTransform.class,
        Types.class,
        PathFinder.class,
        java.util.ArrayList.class,
        java.util.HashMap.class,
        java.util.concurrent.ConcurrentHashMap.class,
        java.util.Comparator.class,
        java.util.stream.Collectors.class,
        java.util.regex.Pattern.class,
        java.util.concurrent.CompletableFuture.class,
        java.lang.invoke.MethodHandles.class);
  }

  @ParameterizedTest(name = "such as {0}")
  @MethodSource("realClasses")
  void leaves_classes_that_the_verifier_accepts(Class<?> type) throws IOException {
    byte[] transformed = CellTransform.transform(bytesOf(type));
    assertEquals(List.of(), ClassFile.of().verify(ClassFile.of().parse(transformed)));
    byte[] woven = StopChecks.weave(transformed);
    assertEquals(List.of(), ClassFile.of().verify(ClassFile.of().parse(woven)));
    Map<String, byte[]> batch = new LinkedHashMap<>();
    batch.put("a", transformed);
    assertEquals(List.of("a"), List.copyOf(CellTransform.transformAll(batch, null).keySet()));
  }

  private static byte[] bytesOf(Class<?> type) throws IOException {
    String name = type.getName().substring(type.getName().lastIndexOf('.') + 1) + ".class";
    try (InputStream in = type.getResourceAsStream(name)) {
      return java.util.Objects.requireNonNull(in).readAllBytes();
    }
  }
}
