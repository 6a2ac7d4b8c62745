package org.muster.kernel.travel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Refused before anything is sent, in the words of the notebook, is")
class RefusalsTest extends InTwoJvms {

  private static void contains(String text, String... parts) {
    for (String part : parts) {
      assertTrue(text.contains(part), () -> "`" + part + "` is not in: " + text);
    }
  }

  @Test
  void an_open_stream() throws Exception {
    int declared = number(run("InputStream stream1 = new ByteArrayInputStream(new byte[0]);"));
    assertEquals(
        """
        cannot send this task to a worker JVM: it uses `stream1` (java.io.ByteArrayInputStream, \
        declared in cell [%d]), which is not Serializable. Open it inside the task, or once in \
        each worker with `WorkerLocal.withInitial(() -> …)`, and send what is needed to open it.\
        """
            .formatted(declared),
        refusal("pool.map(x -> stream1.read(), range(3))"));
  }

  @Test
  void a_socket() throws Exception {
    int declared = number(run("var socket1 = new Socket();"));
    contains(
        refusal("pool.map(x -> socket1.isClosed(), range(3))"),
        "`socket1` (java.net.Socket, declared in cell [" + declared + "])",
        "Open it inside the task");
  }

  @Test
  void a_reader_a_writer_and_a_channel() throws Exception {
    run(
        "var reader1 = new BufferedReader(new StringReader(\"\")); var writer1 = new StringWriter(); var channel1 = java.nio.channels.Pipe.open();");
    contains(
        refusal("pool.map(x -> reader1.ready(), range(1))"), "`reader1` (java.io.BufferedReader");
    contains(
        refusal("pool.map(x -> writer1.toString(), range(1))"), "`writer1` (java.io.StringWriter");
    contains(refusal("pool.map(x -> channel1.source().isOpen(), range(1))"), "`channel1`");
  }

  @Test
  void a_thread() throws Exception {
    run("var thread1 = new Thread();");
    contains(
        refusal("pool.map(x -> thread1.isAlive(), range(1))"),
        "`thread1` (java.lang.Thread",
        "A thread stays in its JVM: start it inside the task.");
  }

  @Test
  void an_executor() throws Exception {
    run("var executor1 = Executors.newVirtualThreadPerTaskExecutor();");
    contains(
        refusal("pool.map(x -> executor1.isShutdown(), range(1))"),
        "`executor1`",
        "start it inside the task.");
    run("executor1.close();");
  }

  @Test
  void a_lock_although_it_is_serializable() throws Exception {
    int declared = number(run("var lock1 = new ReentrantLock();"));
    contains(
        refusal("pool.map(x -> lock1.isLocked(), range(1))"),
        "`lock1` (java.util.concurrent.locks.ReentrantLock, declared in cell [" + declared + "])",
        "would lock nothing here",
        "SharedLock");
  }

  @Test
  void a_read_write_lock_and_a_semaphore() throws Exception {
    run("var rw1 = new ReentrantReadWriteLock(); var permits1 = new Semaphore(1);");
    contains(refusal("pool.map(x -> rw1.getReadLockCount(), range(1))"), "`rw1`", "SharedLock");
    contains(
        refusal("pool.map(x -> permits1.availablePermits(), range(1))"),
        "`permits1`",
        "SharedSemaphore");
  }

  @Test
  void a_database_connection() throws Exception {
    run(
        "var connection1 = (java.sql.Connection) java.lang.reflect.Proxy.newProxyInstance(java.sql.Connection.class.getClassLoader(), new Class<?>[] {java.sql.Connection.class}, (p, m, a) -> null);");
    contains(
        refusal("pool.map(x -> connection1.isClosed(), range(1))"),
        "`connection1`",
        "WorkerLocal.withInitial(");
  }

  @Test
  void a_stream_of_the_jdk() throws Exception {
    run("var numbers1 = IntStream.range(0, 3);");
    contains(refusal("pool.map(x -> numbers1.sum(), range(1))"), "`numbers1`", "collect it first");
  }

  @Test
  void an_iterator_of_the_jdk() throws Exception {
    run("var iterator1 = new ArrayList<>(List.of(1)).iterator();");
    contains(
        refusal("pool.map(x -> iterator1.next(), range(1))"),
        "`iterator1`",
        "send the collection, and begin inside the task.");
  }

  @Test
  void a_future() throws Exception {
    run("var future1 = new CompletableFuture<Integer>();");
    contains(
        refusal("pool.map(x -> future1.isDone(), range(1))"),
        "`future1` (java.util.concurrent.CompletableFuture");
  }

  @Test
  void a_lambda_made_inside_the_jdk() throws Exception {
    run("Predicate<String> jdkMade = java.util.regex.Pattern.compile(\"a\").asPredicate();");
    contains(
        refusal("pool.map(x -> jdkMade.test(x), List.of(\"a\"))"),
        "`jdkMade`",
        "It was made inside the JDK: write a lambda of your own that does the same.");
  }

  @Test
  void an_object_whose_superclass_would_lose_its_state() throws Exception {
    run("class Job1 extends TimerTask { int n = 1; public void run() {} }\nvar job1 = new Job1();");
    contains(
        refusal("pool.map(x -> job1.n, range(1))"),
        "`job1` (Job1, declared in cell",
        "whose superclass java.util.TimerTask is not Serializable: Java would lose what it holds");
  }

  @Test
  void what_a_variable_holds_somewhere_inside_with_its_path() throws Exception {
    run("record Order1(int id, Object connection) {}");
    int declared =
        number(
            run(
                "var orders1 = new ArrayList<Order1>(); for (int i = 0; i < 5; i++) orders1.add(new Order1(i, i == 3 ? new Thread() : null));"));
    contains(
        refusal("pool.map(x -> orders1.size(), range(1))"),
        "`orders1` (declared in cell [" + declared + "])",
        "`orders1[3].connection` is a java.lang.Thread");
  }

  @Test
  void what_is_in_a_map_with_its_key() throws Exception {
    run("Map<String, Object> byName1 = new TreeMap<>(Map.of(\"a\", 1, \"b\", new Thread()));");
    contains(
        refusal("pool.map(x -> byName1.size(), range(1))"),
        "`byName1[\"b\"]` is a java.lang.Thread");
  }

  @Test
  void what_is_in_an_array_or_an_optional() throws Exception {
    run(
        "Object[] array1 = {1, new Object[] {2, new Thread()}}; var optional1 = Optional.of(new Thread());");
    contains(
        refusal("pool.map(x -> array1.length, range(1))"), "`array1[1][1]` is a java.lang.Thread");
    contains(
        refusal("pool.map(x -> optional1.isPresent(), range(1))"),
        "`optional1.get()` is a java.lang.Thread");
  }

  @Test
  void what_methods_reach_with_the_chain_from_the_lambda() throws Exception {
    int declared = number(run("var hidden1 = new Thread();"));
    int low = number(run("boolean low1() { return hidden1.isAlive(); }"));
    int high = number(run("class High1 { boolean get() { return low1(); } }"));
    String said = refusal("pool.map(x -> new High1().get(), range(1))");
    contains(
        said,
        "`hidden1` (java.lang.Thread, declared in cell [" + declared + "])",
        "→ `High1.get()` in cell [" + high + "] → `low1()` in cell [" + low + "]");
  }

  @Test
  void a_captured_local() throws Exception {
    int cell =
        number(
            run(
                "Task<Integer, Integer> readsLocal(InputStream source) { return x -> source.read(); }"));
    contains(
        refusal("pool.map(readsLocal(new ByteArrayInputStream(new byte[0])), range(1))"),
        "the lambda in cell [" + cell + "] captures `source` (java.io.ByteArrayInputStream)");
  }

  @Test
  void a_captured_this_with_an_open_field() throws Exception {
    run(
        "class Holds1 { final Thread t = new Thread(); int n; Task<Integer, Integer> task() { return x -> n; } }");
    contains(refusal("pool.map(new Holds1().task(), range(1))"), ".t` is a java.lang.Thread");
  }

  @Test
  void a_local_that_a_composed_function_captured() throws Exception {
    run(
        "Function<Integer, Integer> sleepy(Thread thread) { return x -> thread.getPriority() + x; }\nvar composed1 = sleepy(new Thread()).andThen(x -> x + 1);");
    contains(
        refusal("pool.map(x -> composed1.apply(x), range(1))"),
        "`composed1",
        "thread` is a java.lang.Thread");
  }

  @Test
  void a_static_of_a_cell_class() throws Exception {
    int declared = number(run("class Registry1 { static Object worker = new Thread(); }"));
    contains(
        refusal("pool.map(x -> Registry1.worker == null, range(1))"),
        "`Registry1.worker`",
        "declared in cell [" + declared + "]");
  }

  @Test
  void an_item() throws Exception {
    String said = failure("pool.map(x -> x.hashCode(), List.of(1, new Thread()))");
    contains(said, "TaskNotSerializableException", "java.lang.Thread", "start it inside the task");
    assertEquals("[0, 1]", value("pool.map(x -> x, range(2))"));
  }

  @Test
  void an_item_with_a_field_that_cannot_travel() throws Exception {
    run("record Item1(int n, Object o) {}");
    contains(
        failure("pool.map(x -> x.n(), List.of(new Item1(1, null), new Item1(2, new Socket())))"),
        "TaskNotSerializableException",
        ".o` is a java.net.Socket");
  }

  @Test
  void a_result_naming_its_item() throws Exception {
    contains(
        failure("pool.map(x -> x == 2 ? new Thread() : x, List.of(1, 2, 3), 1)"),
        "item 1 (`2`)",
        "cannot send the result of this task back to the notebook",
        "A thread stays in its JVM");
  }

  @Test
  void a_library_object_that_is_not_serializable() throws Exception {
    run("var scanner1 = new Scanner(\"\"); var message1 = new Object();");
    contains(
        refusal("pool.map(x -> scanner1.hasNext(), range(1))"), "`scanner1` (java.util.Scanner");
    contains(
        refusal("pool.map(x -> message1.hashCode(), range(1))"),
        "`message1` (java.lang.Object",
        "Create `message1` inside the task.");
  }

  @Test
  void a_task_of_which_no_worker_has_run_anything() throws Exception {
    assertEquals(
        "false true",
        value(
            """
            Path trace1 = Files.createTempDirectory("trace").resolve("ran");
            var open1 = new Thread();
            boolean refused1 = false;
            try {
              pool.map(x -> { Files.createFile(trace1); return open1.isAlive(); }, range(4));
            } catch (TaskNotSerializableException e) {
              refused1 = true;
            }
            Files.exists(trace1) + " " + refused1
            """));
    run("Files.delete(trace1.getParent());");
  }

  @Test
  void a_task_whose_exception_tells_variable_type_cell_and_path() throws Exception {
    int declared = number(run("var parts1 = List.of(1, new Thread());"));
    assertEquals(
        "parts1 parts1[1] java.lang.Thread %d 1".formatted(declared),
        value(
            """
            String told1 = "";
            try {
              pool.apply(() -> parts1.size());
            } catch (TaskNotSerializableException e) {
              told1 = e.variable() + " " + e.path() + " " + e.type() + " " + e.cell() + " " + e.chain().size();
            }
            told1
            """));
  }
}
