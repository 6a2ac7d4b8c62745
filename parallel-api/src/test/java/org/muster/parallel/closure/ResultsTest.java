package org.muster.parallel.closure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InvalidClassException;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A result")
class ResultsTest {

  private static final ClassLoader HERE = ResultsTest.class.getClassLoader();

  private static @Nullable Object back(byte[] graph) {
    return Unpacker.unpackResult(graph, HERE);
  }

  @Test
  void may_be_null() {
    assertNull(back(Packer.packResult(null).graph()));
  }

  @Test
  void may_be_an_array_of_any_kind() {
    assertArrayEquals(
        new double[] {1, 2}, (double[]) back(Packer.packResult(new double[] {1, 2}).graph()));
    assertArrayEquals(new int[3][4], (int[][]) back(Packer.packResult(new int[3][4]).graph()));
    assertArrayEquals(new boolean[5], (boolean[]) back(Packer.packResult(new boolean[5]).graph()));
  }

  static List<Object> collections() {
    List<Object> all = new ArrayList<>();
    for (int size : List.of(0, 1, 2, 3, 10, 1000)) {
      List<Supplier<java.util.Map<Object, Object>>> maps =
          List.of(HashMap::new, LinkedHashMap::new, TreeMap::new, ConcurrentHashMap::new);
      for (var each : maps) {
        var map = each.get();
        for (int i = 0; i < size; i++) {
          map.put(i, true);
        }
        all.add(map);
      }
      List<Integer> numbers = Stream.iterate(0, i -> i + 1).limit(size).toList();
      all.add(new HashSet<>(numbers));
      all.add(numbers);
      all.add(new CopyOnWriteArrayList<>(numbers));
      HashMap<Integer, Integer> dense = new HashMap<>(16, 0.1f);
      numbers.forEach(n -> dense.put(n, n));
      all.add(dense);
    }
    return all;
  }

  @ParameterizedTest(name = "such as {0}")
  @MethodSource("collections")
  void may_be_a_collection_of_any_size(Object collection) {
    assertEquals(collection, back(Packer.packResult(collection).graph()));
  }

  @Test
  void may_be_a_collection_without_equality() {
    var deque = new ArrayDeque<>(List.of(1, 2));
    assertEquals(deque.toString(), String.valueOf(back(Packer.packResult(deque).graph())));
    var queue = new PriorityQueue<>(List.of(2, 1));
    assertEquals(queue.toString(), String.valueOf(back(Packer.packResult(queue).graph())));
    var identity = new IdentityHashMap<Object, Object>();
    for (int i = 0; i < 100; i++) {
      identity.put(Integer.toString(i).intern(), null);
    }
    assertEquals(
        100,
        ((IdentityHashMap<?, ?>)
                java.util.Objects.requireNonNull(back(Packer.packResult(identity).graph())))
            .size());
    BitSet bits = new BitSet();
    bits.set(1000);
    assertEquals(bits, back(Packer.packResult(bits).graph()));
  }

  private static final class Link implements Serializable {
    private static final long serialVersionUID = 1;
    private final @Nullable Link next;

    Link(@Nullable Link next) {
      this.next = next;
    }
  }

  @Test
  @Timeout(60)
  void may_be_linked_half_a_million_deep() {
    Link first = null;
    for (int i = 0; i < 500_000; i++) {
      first = new Link(first);
    }
    int length = 0;
    for (Link l = (Link) back(Packer.packResult(first).graph()); l != null; l = l.next) {
      length++;
    }
    assertEquals(500_000, length);
  }

  @Test
  void that_claims_a_bigger_array_than_it_has_bytes_is_refused() {
    byte[] graph = Packer.packResult(new long[] {0x1122334455667788L}).graph();
    int at = indexOf(graph, new byte[] {0, 0, 0, 1, 0x11, 0x22, 0x33, 0x44});
    graph[at] = 0x7f;
    graph[at + 1] = (byte) 0xff;
    var thrown = assertThrows(UnpackException.class, () -> back(graph));
    assertInstanceOf(InvalidClassException.class, thrown.getCause());
    assertTrue(String.valueOf(thrown.getMessage()).contains("REJECTED"), thrown.getMessage());
  }

  @Test
  void that_is_cut_or_empty_or_something_else_is_refused() {
    byte[] graph = Packer.packResult(List.of(1, 2, 3)).graph();
    for (int length = 0; length < graph.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(graph, length);
      assertThrows(UnpackException.class, () -> back(cut));
    }
    assertThrows(UnpackException.class, () -> back(new byte[] {9, 9, 9}));
  }

  @Test
  void that_would_set_variables_is_refused() throws Exception {
    try (var notebook = new Notebook()) {
      notebook.cell("int n = 1;");
      byte[] graph = Packer.packTask(notebook.value("Supplier<Integer>", "() -> n")).graph();
      assertThrows(UnpackException.class, () -> Unpacker.unpackResult(graph, notebook.loader()));
    }
  }

  @Test
  void with_a_lambda_that_no_code_makes_is_refused() throws Exception {
    try (var notebook = new Notebook()) {
      notebook.cell(
          """
          class Both {
            static Integer hidden(Integer x) { return -x; }
            static Function<Integer, Integer> open() { return x -> x + 1; }
          }
          """);
      Object lambda = notebook.value("Function<Integer, Integer>", "Both.open()");
      Method replace = lambda.getClass().getDeclaredMethod("writeReplace");
      replace.setAccessible(true);
      SerializedLambda real = (SerializedLambda) replace.invoke(lambda);
      ClassLoader loader = notebook.loader();
      Class<?> both = loader.loadClass(real.getCapturingClass().replace('/', '.'));
      assertInstanceOf(
          Function.class,
          Unpacker.unpackResult(
              Packer.packResult(with(real, both, real.getImplMethodName())).graph(), loader));
      byte[] forged = Packer.packResult(with(real, both, "hidden")).graph();
      var thrown = assertThrows(UnpackException.class, () -> Unpacker.unpackResult(forged, loader));
      Throwable cause = thrown;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      assertTrue(String.valueOf(cause.getMessage()).contains("makes no lambda of hidden"));
    }
  }

  private static SerializedLambda with(SerializedLambda lambda, Class<?> owner, String method) {
    return new SerializedLambda(
        owner,
        lambda.getFunctionalInterfaceClass(),
        lambda.getFunctionalInterfaceMethodName(),
        lambda.getFunctionalInterfaceMethodSignature(),
        lambda.getImplMethodKind(),
        lambda.getImplClass(),
        method,
        lambda.getImplMethodSignature(),
        lambda.getInstantiatedMethodType(),
        new Object[0]);
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    for (int i = 0; i + part.length <= bytes.length; i++) {
      if (java.util.Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    throw new AssertionError("not there");
  }
}
