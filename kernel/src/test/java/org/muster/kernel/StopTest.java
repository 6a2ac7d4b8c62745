package org.muster.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.muster.kernel.client.CellOutcome;
import org.muster.kernel.client.FrontEnd;
import org.muster.kernel.client.JarBuilder;
import org.muster.kernel.client.KernelProcess;
import org.muster.kernel.message.Message;

@DisplayName("An interrupt of code of the JDK or of a library")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class StopTest {

  private final KernelProcess kernel = KernelProcess.start();
  private final FrontEnd frontEnd = kernel.frontEnd();

  @BeforeAll
  void prepare(@TempDir Path folder) throws Exception {
    Path library =
        new JarBuilder()
            .source(
                "lib.Loop",
                """
                package lib;
                public class Loop {
                  public static volatile boolean ends;
                  public static void run() { while (!ends) Thread.onSpinWait(); }
                  public static void runToo() { while (!ends) Thread.onSpinWait(); }
                }
                """)
            .jar(folder.resolve("lib.jar"));
    ok("%jars " + library);
    ok(
        """
        int kept = 42;
        var numbers = new Random(1).ints(1_000_000).boxed().toList();
        void tellWhenIn(String method) {
          Thread.ofPlatform().start(() -> {
            while (Thread.getAllStackTraces().values().stream().flatMap(Arrays::stream)
                .map(frame -> frame.getClassName() + "." + frame.getMethodName())
                .noneMatch(name -> name.endsWith(method))) {
              java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
            }
            System.out.println("begun");
          });
        }
        boolean isBusy(Thread thread) {
          boolean ofCell = thread.getThreadGroup() == Thread.currentThread().getThreadGroup();
          boolean ofPool = thread instanceof ForkJoinWorkerThread;
          return thread != Thread.currentThread() && thread.getState() == Thread.State.RUNNABLE
              && (ofCell || ofPool);
        }
        void awaitRest() throws Exception {
          while (Thread.getAllStackTraces().keySet().stream().anyMatch(each -> isBusy(each))) {
            Thread.sleep(5);
          }
        }
        """);
  }

  @AfterAll
  void stop() {
    kernel.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " <- ",
      quoteCharacter = '`',
      textBlock =
          """
          BigInteger.pow <- BigInteger.TWO.add(BigInteger.ONE).pow(500_000_000)
          LongPipeline.sum <- LongStream.range(0, Long.MAX_VALUE).sum()
          RangeLongSpliterator.forEachRemaining <- LongStream.range(0, Long.MAX_VALUE).parallel().sum()
          RangeLongSpliterator.forEachRemaining <- LongStream.range(0, Long.MAX_VALUE).parallel().map(Math::abs).sum()
          Matcher.matches <- java.util.regex.Pattern.compile("(a*)*\\\\1b").matcher("a".repeat(60)).matches()
          Collections.sort <- Stream.generate(() -> new ArrayList<>(numbers)).forEach(Collections::sort)
          lib.Loop.run <- lib.Loop.run()
          lib.Loop.run <- while (true) { try { lib.Loop.run(); } catch (Throwable e) { } }
          LongPipeline.sum <- while (true) try { LongStream.range(0, Long.MAX_VALUE).sum(); } catch (Throwable e) {}
          lib.Loop.run <- Thread.ofPlatform().start(lib.Loop::run).join()
          lib.Loop.run <- CompletableFuture.runAsync(lib.Loop::run).join()
          LongPipeline.sum <- class A { static final long SUM = LongStream.range(0, Long.MAX_VALUE).sum(); } A.SUM
          """)
  void ends_the_cell_and_its_threads_and_keeps_the_state(String method, String code)
      throws Exception {
    CellOutcome ended = interrupted(method, code);
    assertEquals("Interrupted", ended.reply().get("ename").getAsString(), ended.traceback());
    assertEquals("the cell was interrupted", ended.refusal());
    ok("awaitRest();");
    assertEquals("42", ok("kept").result());
  }

  @Test
  void ends_a_stream_that_prints_for_ever_and_prints_afterwards() throws Exception {
    CellOutcome ended = interrupted("Stream.iterate(1, i -> i + 1).forEach(System.out::println)");
    assertEquals("the cell was interrupted", ended.refusal());
    ok("awaitRest();");
    assertEquals("still here\n", ok("System.out.println(\"still here\");").stream("stdout"));
  }

  @Test
  void lets_a_cell_print_what_it_cleans_up() throws Exception {
    CellOutcome ended =
        interrupted(
            "lib.Loop.run",
            """
            boolean closed = false;
            try {
              lib.Loop.run();
            } finally {
              System.out.println("closing");
              closed = true;
            }
            """);
    assertEquals("the cell was interrupted", ended.refusal());
    assertEquals("true", ok("closed").result(), ended.traceback() + ended.stream("stdout"));
  }

  @Test
  void says_where_the_cell_was() throws Exception {
    CellOutcome ended = interrupted("lib.Loop.run", "int x = 1;\nlib.Loop.run();");
    assertTrue(ended.traceback().contains("line 3"), ended.traceback());
  }

  @Test
  void ends_threads_that_go_on_after_the_cell() throws Exception {
    CellOutcome ended =
        interrupted(
            "lib.Loop.run",
            "var loop = Thread.ofPlatform().start(lib.Loop::run);\nwhile (true) {}");
    assertEquals("the cell was interrupted", ended.refusal());
    ok("loop.join();");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "while (true) {}",
        "lib.Loop.run();",
        "LongStream.range(0, Long.MAX_VALUE).sum();",
        "while (true) try { Thread.sleep(60_000); } catch (InterruptedException e) {}",
      })
  void ends_virtual_threads(String code) throws Exception {
    CellOutcome ended =
        interrupted(
            """
            var virtual = Thread.startVirtualThread(() -> {
              System.out.println("begun");
              %s
            });
            virtual.join();
            """
                .formatted(code));
    assertEquals("the cell was interrupted", ended.refusal());
    assertEquals("true", ok("virtual.join(Duration.ofSeconds(60))").result());
  }

  @Test
  void ends_an_executor_of_virtual_threads() throws Exception {
    CellOutcome ended =
        interrupted(
            """
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
              threads.submit(lib.Loop::run);
              threads.submit(() -> {
                System.out.println("begun");
                return LongStream.range(0, Long.MAX_VALUE).sum();
              });
            }
            """);
    assertEquals("the cell was interrupted", ended.refusal());
  }

  @Test
  void leaves_threads_of_other_cells_alone() throws Exception {
    ok("var other = Thread.ofPlatform().daemon().start(lib.Loop::runToo);");
    CellOutcome ended = interrupted("lib.Loop.run", "lib.Loop.run();");
    assertEquals("the cell was interrupted", ended.refusal());
    assertEquals("true", ok("other.isAlive()").result());
    ok("lib.Loop.ends = true; other.join(); lib.Loop.ends = false;");
  }

  @Test
  void keeps_the_workers_of_tasks() throws Exception {
    ok("List<Long> workers() { return pool.everywhere(() -> ProcessHandle.current().pid()); }");
    boolean kept = false;
    // On a machine that is busy enough, the pool loses patience and kills them first.
    for (int attempt = 0; attempt < 5 && !kept; attempt++) {
      ok("var workers = workers();");
      CellOutcome ended =
          interrupted(
              """
              pool.map(x -> {
                System.out.println("begun");
                return LongStream.range(0, Long.MAX_VALUE).sum();
              }, range(2))
              """);
      assertEquals("the cell was interrupted", ended.refusal());
      kept = ok("workers.equals(workers())").result().equals("true");
    }
    assertTrue(kept);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "while (true) { try { Thread.sleep(1); } catch (InterruptedException e) {} }",
        "while (true) {}",
        "lib.Loop.run();"
      })
  void let_the_threads_of_its_tasks_go_on(String code) throws Exception {
    for (String kind : new String[] {"ofPlatform", "ofVirtual"}) {
      CellOutcome ended =
          interrupted(
              """
              pool.map(x -> {
                var other = Thread.%s().unstarted(() -> { %s });
                System.getProperties().put("other", other);
                other.start();
                System.out.println("begun");
                other.join();
                return x;
              }, range(2))
              """
                  .formatted(kind, code));
      assertEquals("the cell was interrupted", ended.refusal());
      CellOutcome left =
          ok(
              """
              pool.everywhere(() ->
                  System.getProperties().remove("other") instanceof Thread other && other.isAlive())
              """);
      assertFalse(left.result().contains("true"), kind);
    }
  }

  @Test
  void of_native_code_offers_to_restart() throws Exception {
    ok(
        """
        import java.lang.foreign.*;
        var linker = Linker.nativeLinker();
        var sleep = linker.downcallHandle(linker.defaultLookup().findOrThrow("usleep"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        """);
    CellOutcome ended =
        interrupted(
            """
            for (int micros : new int[] {1, 6_000_000}) { // the first time it is linked
              if (micros > 1) System.out.println("begun");
              int _ = (int) sleep.invokeExact(micros);
            }
            """);
    assertEquals("Interrupted", ended.reply().get("ename").getAsString(), ended.traceback());
    assertTrue(ended.refusal().contains("restart the kernel"), ended.refusal());
    assertEquals("42", ok("kept").result());
  }

  @Test
  void at_any_moment_leaves_a_kernel_that_works() throws Exception {
    var random = new Random(37);
    for (int round = 0; round < 40; round++) {
      Message cell =
          frontEnd.start(
              """
              System.out.println("begun");
              record Row%1$d(int key, String text) {}
              while (true) {
                Map<Integer, List<Row%1$d>> rows = IntStream.range(0, 5_000).parallel()
                    .mapToObj(i -> new Row%1$d(i %% 7, "row " + i))
                    .collect(Collectors.groupingBy(Row%1$d::key, ConcurrentHashMap::new,
                        Collectors.toList()));
                System.out.println(rows.get(3).size() + " " + BigInteger.TWO.pow(3_000).hashCode());
                class Local { Object make() { return (Supplier<String>) () -> "x" + rows.size(); } }
                new Local().make();
                Class.forName("javax.swing.table.TableColumn", true, new java.net.URLClassLoader(
                    new java.net.URL[0], ClassLoader.getPlatformClassLoader()));
              }
              """
                  .formatted(round));
      var _ = frontEnd.published(cell, message -> message.type().equals("stream"));
      Thread.sleep(random.nextInt(20));
      var _ = frontEnd.interrupt();
      assertEquals("the cell was interrupted", frontEnd.await(cell).refusal());
      assertEquals("42", ok("kept").result());
    }
    ok("awaitRest();");
  }

  /// Interrupts a cell when a thread is in this method.
  private CellOutcome interrupted(String method, String code) throws Exception {
    return interrupted("tellWhenIn(\"%s\");%n%s".formatted(method, code));
  }

  private CellOutcome interrupted(String code) throws Exception {
    Message cell = frontEnd.start(code);
    var _ = frontEnd.published(cell, message -> message.type().equals("stream"));
    var _ = frontEnd.interrupt();
    return frontEnd.await(cell);
  }

  private CellOutcome ok(String code) throws Exception {
    CellOutcome cell = frontEnd.run(code);
    assertEquals("ok", cell.status(), () -> cell.reply().toString());
    return cell;
  }
}
