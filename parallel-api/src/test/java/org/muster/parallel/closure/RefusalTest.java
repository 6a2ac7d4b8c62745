package org.muster.parallel.closure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.muster.parallel.TaskNotSerializableException;

@DisplayName("What cannot travel is refused:")
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusalTest {

  private final Notebook notebook = new Notebook();

  @AfterAll
  void close() {
    notebook.close();
  }

  private TaskNotSerializableException refusal(String type, String expression) {
    Object task = notebook.value(type, expression);
    return assertThrows(TaskNotSerializableException.class, () -> Packer.packTask(task));
  }

  private static TaskNotSerializableException refusalOfResult(@Nullable Object result) {
    return assertThrows(TaskNotSerializableException.class, () -> Packer.packResult(result));
  }

  @Test
  void a_variable() {
    int declared = notebook.cell("var in = new ByteArrayInputStream(new byte[0]);");
    var refused = refusal("Work<Integer, Integer>", "x -> in.read()");
    assertEquals(
        """
        cannot send this task to a worker JVM: it uses `in` (java.io.ByteArrayInputStream, \
        declared in cell [%d]), which is not Serializable. Open it inside the task, or once in \
        each worker with `WorkerLocal.withInitial(() -> …)`, and send what is needed to open it.\
        """
            .formatted(declared),
        refused.getMessage());
    assertEquals("in", refused.variable());
    assertEquals("in", refused.path());
    assertEquals("java.io.ByteArrayInputStream", refused.type());
    assertEquals(declared, refused.cell());
    assertEquals(
        List.of("the lambda in cell [%d]".formatted(notebook.lastCell())), refused.chain());
  }

  @Test
  void a_variable_reached_through_methods_by_the_path_inside_it() {
    notebook.cell("record Order(int id, Object connection) {}");
    int declared = notebook.cell("var orders = new ArrayList<Order>();");
    notebook.cell(
        "for (int i = 0; i < 5; i++) orders.add(new Order(i, i == 3 ? new Thread() : null));");
    int total = notebook.cell("int total() { return orders.size(); }");
    int report = notebook.cell("class Report { int sum() { return total(); } }");
    var refused = refusal("Work<Integer, Integer>", "x -> new Report().sum()");
    assertEquals(
        """
        cannot send this task to a worker JVM: it uses `orders` (declared in cell [%d]) through \
        the lambda in cell [%d] → `Report.sum()` in cell [%d] → `total()` in cell [%d], and \
        `orders[3].connection` is a java.lang.Thread, which is not Serializable. A thread stays \
        in its JVM: start it inside the task.\
        """
            .formatted(declared, notebook.lastCell(), report, total),
        refused.getMessage());
    assertEquals("orders", refused.variable());
    assertEquals("orders[3].connection", refused.path());
    assertEquals("java.lang.Thread", refused.type());
    assertEquals(3, refused.chain().size());
  }

  @Test
  void a_captured_local() {
    int cell =
        notebook.cell(
            "Work<Integer, Integer> reading(long skip, InputStream source) { return x -> (int) skip + source.read(); }");
    var refused = refusal("Work", "reading(1, new ByteArrayInputStream(new byte[0]))");
    assertEquals(
        """
        cannot send this task to a worker JVM: the lambda in cell [%d] captures `source` \
        (java.io.ByteArrayInputStream), which is not Serializable. Open it inside the task, or \
        once in each worker with `WorkerLocal.withInitial(() -> …)`, and send what is needed to \
        open it.\
        """
            .formatted(cell),
        refused.getMessage());
    assertEquals("source", refused.variable());
    assertEquals(cell, refused.cell());
  }

  @Test
  void a_local_captured_by_a_composed_function() {
    int cell =
        notebook.cell(
            "Function<Integer, Integer> sleepy(Thread thread) { return x -> thread.getPriority() + x; }");
    var refused = refusal("Function", "sleepy(new Thread()).andThen(x -> x + 1)");
    assertEquals(
        """
        cannot send this task to a worker JVM: the lambda in cell [%d] captures `thread` \
        (java.lang.Thread), which is not Serializable. A thread stays in its JVM: start it \
        inside the task.\
        """
            .formatted(cell),
        refused.getMessage());
  }

  @Test
  void a_map_value_behind_a_function_in_a_variable() {
    int cell = notebook.cell("Supplier<Object> keeps(Object kept) { return () -> kept; }");
    notebook.cell("var cache = Map.of(\"k\", keeps(Optional.of(1).stream()));");
    var refused = refusal("Supplier<Object>", "() -> cache.get(\"k\").get()");
    assertEquals("cache[\"k\"].kept", refused.path());
    assertEquals(cell + 1, refused.cell());
  }

  @Test
  void a_lock_although_java_serializes_it() {
    int declared = notebook.cell("var lock = new ReentrantLock();");
    assertEquals(
        """
        cannot send this task to a worker JVM: it uses `lock` \
        (java.util.concurrent.locks.ReentrantLock, declared in cell [%d]), and a copy of it in a \
        worker would lock nothing here. Return what is to be guarded and combine it here; a \
        `SharedLock` that all workers share is not in this version yet.\
        """
            .formatted(declared),
        refusal("Runnable", "() -> lock.lock()").getMessage());
  }

  @Test
  void but_not_the_locks_inside_collections() {
    Packer.packResult(new ArrayBlockingQueue<>(3));
    Packer.packResult(new ConcurrentHashMap<>(java.util.Map.of(1, 2)));
    refusalOfResult(new Object[] {new ReentrantLock()});
  }

  @Test
  void a_class_whose_superclass_would_lose_its_state() {
    notebook.cell("class Job extends TimerTask { int n = 1; public void run() {} }");
    int declared = notebook.cell("var job = new Job();");
    assertEquals(
        """
        cannot send this task to a worker JVM: it uses `job` (Job, declared in cell [%d]), whose \
        superclass java.util.TimerTask is not Serializable: Java would lose what it holds. Keep a \
        TimerTask in a transient field instead of extending it, or create `job` inside the task.\
        """
            .formatted(declared),
        refusal("Runnable", "() -> job.run()").getMessage());
  }

  @Test
  void a_static_of_a_cell_type() {
    int declared = notebook.cell("class Registry { static Object worker = new Thread(); }");
    var refused = refusal("Supplier<Object>", "() -> Registry.worker");
    assertEquals("Registry.worker", refused.variable());
    assertEquals(declared, refused.cell());
  }

  @Test
  void a_result() {
    assertEquals(
        """
        cannot send the result of this task back to the notebook: it is a \
        java.util.stream.ReferencePipeline$Head, which is not Serializable. A stream can be read \
        only once, and only here: collect it first.\
        """,
        refusalOfResult(Stream.of(1)).getMessage());
    assertEquals(
        """
        cannot send the result of this task back to the notebook: `result[1]` is a \
        java.lang.Thread, which is not Serializable. A thread stays in its JVM: wait for it \
        inside the task, and return what it computed.\
        """,
        refusalOfResult(new Object[] {1, new Thread()}).getMessage());
  }

  @Test
  void an_iterator() {
    assertEquals(
        """
        cannot send the result of this task back to the notebook: it is a \
        java.util.ArrayList$Itr, which is not Serializable. An iterator goes on in one JVM only: \
        return the collection.\
        """,
        refusalOfResult(new ArrayList<>(List.of(1)).iterator()).getMessage());
    int declared = notebook.cell("var lines = \"a b\".lines(); var each = List.of(1).iterator();");
    var refused = refusal("Supplier<Object>", "() -> each.next()");
    assertEquals("each", refused.variable());
    assertEquals(declared, refused.cell());
    assertEquals("lines", refusal("Supplier<Object>", "() -> lines.count()").variable());
  }

  @Test
  void what_is_in_a_view_by_its_path() {
    notebook.cell(
        "Map<String, Object> open = new TreeMap<>(Map.of(\"a\", 1, \"b\", new Thread()));");
    notebook.cell("var entries = open.entrySet(); var some = Optional.of(new Thread());");
    assertEquals(
        "entries[1].getValue()", refusal("Supplier<Object>", "() -> entries.size()").path());
    assertEquals("some.get()", refusal("Supplier<Object>", "() -> some.get()").path());
  }

  @Test
  void a_set_that_a_copy_would_shrink() {
    var twice = new IdentityHashMap<String, Integer>();
    twice.put("a", 1);
    twice.put(String.valueOf(new char[] {'a'}), 2);
    assertEquals("java.util.IdentityHashMap$KeySet", refusalOfResult(twice.keySet()).type());
  }

  @Test
  void a_lambda_of_a_plain_program_without_the_right_type() {
    Function<Integer, Integer> plain = x -> x + 1;
    var refused = assertThrows(TaskNotSerializableException.class, () -> Packer.packTask(plain));
    assertEquals(
        """
        cannot send this task to a worker JVM: it is a lambda of \
        org.muster.parallel.closure.RefusalTest, which is not Serializable. Where it is written, \
        give it the type `Task`, or cast it: `(Function & Serializable)`. If a library made it, \
        write a lambda of your own that does the same.\
        """,
        refused.getMessage());
  }

  @Test
  void a_local_captured_in_a_plain_program() {
    var stream = new ByteArrayInputStream(new byte[0]);
    Work<Integer, Integer> task = x -> stream.read();
    var refused = assertThrows(TaskNotSerializableException.class, () -> Packer.packTask(task));
    assertEquals("stream", refused.variable());
    assertEquals(0, refused.cell());
  }

  @Test
  void a_class_of_a_plain_program() {
    record Plain(int n) {}
    record Holder(Object held) implements Serializable {}
    assertEquals(
        """
        cannot send the result of this task back to the notebook: \
        `result.held` is a org.muster.parallel.closure.RefusalTest$1Plain, which is not \
        Serializable. Declare `org.muster.parallel.closure.RefusalTest$1Plain implements \
        Serializable`, or return its data instead: bytes, an array, a collection or a record.\
        """,
        refusalOfResult(new Holder(new Plain(1))).getMessage());
  }

  @Test
  void a_result_that_is_turned_into_what_travels() {
    assertEquals(
        """
        cannot send the result of this task back to the notebook: `result[0]` is a \
        java.awt.image.BufferedImage, which is not Serializable. Return its file as bytes, as \
        `ImageIO.write(image, "png", bytes)` writes them, or its pixels: `image.getRGB(0, 0, \
        width, height, null, 0, width)`.\
        """,
        refusalOfResult(List.of(new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB))).getMessage());
    assertRemedy(
        "Return its data instead: bytes, an array, a collection or a record.", new Object());
    assertRemedy(
        "It is open in the worker only: return what it reads, as bytes or lines.",
        new ByteArrayInputStream(new byte[0]));
    assertRemedy(
        "A thread stays in its JVM: wait for it inside the task, and return what it computed.",
        new Thread());
  }

  private static void assertRemedy(String remedy, Object result) {
    String message = String.valueOf(refusalOfResult(result).getMessage());
    assertTrue(message.endsWith(", which is not Serializable. " + remedy), message);
  }
}
