package org.muster.parallel.worker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.muster.parallel.closure.Notebook;
import org.muster.parallel.closure.Packed;
import org.muster.parallel.closure.Packer;
import org.muster.parallel.closure.Unpacker;
import org.muster.parallel.codec.ObjectGraphs;
import org.muster.parallel.codec.ValueCodec;
import org.muster.parallel.launch.LocalLauncher;
import org.muster.parallel.spi.CellClass;
import org.muster.parallel.spi.WorkerLauncher.LaunchedWorker;
import org.muster.parallel.spi.WorkerLauncher.Rendezvous;
import org.muster.parallel.spi.WorkerLauncher.WorkerLaunch;
import org.muster.parallel.transport.Endpoint;
import org.muster.parallel.transport.SocketLoop;
import org.muster.parallel.transport.SocketSpec;
import org.muster.parallel.transport.SocketSpec.Kind;
import org.muster.parallel.transport.WorkerHub;
import org.muster.parallel.transport.WorkerHub.Line;
import org.muster.parallel.transport.WorkerListener;
import org.muster.parallel.wire.ClassBytes;
import org.muster.parallel.wire.ClassRef;
import org.muster.parallel.wire.Message;
import org.muster.parallel.wire.MessageFrames;
import org.muster.parallel.wire.Payload;

/// The test is the pool, with a true hub, and the worker a true process.
@DisplayName("A worker defines no class")
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ForgedClassesTest implements WorkerListener {

  private static final String GREETED = "greeted";

  private final SocketLoop loop = SocketLoop.start("pool");
  private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
  private final Notebook notebook = new Notebook();
  private WorkerHub hub;
  private Line line;
  private @Nullable LaunchedWorker worker;
  private long number;

  @BeforeEach
  void expectOneWorker() throws Exception {
    hub = new WorkerHub(loop);
    var expected = new CompletableFuture<Line>();
    loop.execute(() -> expected.complete(hub.expect(0, this)));
    line = expected.get();
  }

  @AfterEach
  void end() {
    if (worker != null) {
      worker.kill();
    }
    loop.close();
    notebook.close();
  }

  @Override
  public void greeted(long pid) {
    heard.add(GREETED);
  }

  @Override
  public void received(Message.Reply reply) {
    if (!(reply instanceof Message.Capacity)) { // no answer to anything
      heard.add(reply);
    }
  }

  @Override
  public void garbled(String why) {
    heard.add(why);
  }

  private void launch(Rendezvous rendezvous) throws Exception {
    start(rendezvous);
    assertEquals(GREETED, heard.take());
  }

  private void start(Rendezvous rendezvous) throws Exception {
    List<String> classPath =
        List.of(System.getProperty("java.class.path").split(File.pathSeparator, -1));
    worker =
        new LocalLauncher()
            .launch(new WorkerLaunch(0, null, rendezvous, classPath, List.of()), _ -> {});
  }

  private void send(Message.Request request) {
    loop.execute(() -> line.send(request));
  }

  /// Sends a task whose classes somebody has changed on the way, and an item.
  private Message.Reply answerTo(Packed packed, UnaryOperator<ClassBytes> change) throws Exception {
    number++;
    List<ClassBytes> classes = new ArrayList<>();
    List<ClassRef> manifest = new ArrayList<>();
    for (CellClass each : packed.classes()) {
      ClassRef ref = new ClassRef(each.name(), each.sha256());
      manifest.add(ref);
      classes.add(change.apply(new ClassBytes(ref, each.cell(), each.bytes())));
    }
    send(new Message.Classes(classes));
    send(new Message.DefineTask(number, manifest, Payload.of(packed.graph())));
    send(new Message.RunChunk(number, number, number, 0, 1, List.of(), items(20)));
    return assertInstanceOf(Message.Reply.class, heard.take());
  }

  private Packed task(String body) {
    return Packer.packTask(notebook.value("org.muster.parallel.Task<Integer, Integer>", body));
  }

  private static Payload items(@Nullable Object... items) {
    return ValueCodec.encode(items, GRAPHS);
  }

  private static final ObjectGraphs GRAPHS =
      new ObjectGraphs() {
        @Override
        public byte[] write(@Nullable Object[] values) {
          return Packer.packResult(values).graph();
        }

        @Override
        public @Nullable Object[] read(byte[] graph) {
          return (Object[]) Unpacker.unpackResult(graph, ForgedClassesTest.class.getClassLoader());
        }
      };

  private void works() throws Exception {
    var done = assertInstanceOf(Message.ChunkDone.class, answerTo(task("x -> x + 22"), c -> c));
    assertArrayEquals(new Object[] {42}, ValueCodec.decode(done.results(), GRAPHS));
  }

  private static void isMissing(Message.Reply reply) {
    var failed = assertInstanceOf(Message.ChunkFailed.class, reply);
    Object standIn = ValueCodec.decode(failed.exception(), GRAPHS)[0];
    assertTrue(String.valueOf(standIn).contains("is missing"), () -> "another failure: " + standIn);
  }

  @Test
  void but_those_that_its_pool_sent_as_they_are() throws Exception {
    launch(line.rendezvous());
    works();
  }

  @Test
  void whose_bytes_are_not_what_its_hash_says() throws Exception {
    launch(line.rendezvous());
    Packed task = task("x -> x + 1");
    byte[] other = task("x -> x + 2").classes().getFirst().bytes();
    isMissing(answerTo(task, c -> new ClassBytes(c.ref(), c.cell(), other)));
    works();
  }

  @Test
  void of_which_one_byte_was_changed() throws Exception {
    launch(line.rendezvous());
    isMissing(
        answerTo(
            task("x -> x + 1"),
            c -> {
              byte[] changed = c.bytes().clone();
              changed[changed.length / 2] ^= 1;
              return new ClassBytes(c.ref(), c.cell(), changed);
            }));
    works();
  }

  @Test
  void that_calls_itself_something_else_than_announced() throws Exception {
    launch(line.rendezvous());
    Packed task = task("x -> x + 1");
    CellClass stranger = task("x -> x + 2").classes().getFirst();
    CellClass renamed = CellClass.of(task.classes().getFirst().name(), stranger.bytes(), 1);
    isMissing(answerTo(new Packed(task.graph(), List.of(), List.of(renamed), List.of()), c -> c));
    works();
  }

  @Test
  void that_is_no_class_file_at_all() throws Exception {
    launch(line.rendezvous());
    Packed task = task("x -> x + 1");
    CellClass noise = CellClass.of(task.classes().getFirst().name(), new byte[] {1, 2, 3}, 1);
    isMissing(answerTo(new Packed(task.graph(), List.of(), List.of(noise), List.of()), c -> c));
    works();
  }

  @Test
  void from_a_pool_that_does_not_show_its_token() throws Exception {
    BlockingQueue<List<byte[]>> arrived = new LinkedBlockingQueue<>();
    Endpoint forger = loop.open(SocketSpec.bind(Kind.ROUTER, "tcp://127.0.0.1:*"), arrived::add);
    Rendezvous r = line.rendezvous();
    start(new Rendezvous(forger.address(), r.identity(), r.workerToken(), r.poolToken()));
    byte[] identity = arrived.take().getFirst();
    Packed task = task("x -> x + 1");
    List<Message.Request> forged =
        List.of(
            new Message.Welcome(new byte[32], 0, 1 << 20, 0),
            new Message.Classes(
                task.classes().stream()
                    .map(c ->
                        new ClassBytes(new ClassRef(c.name(), c.sha256()), c.cell(), c.bytes()))
                    .toList()),
            new Message.DefineTask(
                1,
                task.classes().stream().map(c -> new ClassRef(c.name(), c.sha256())).toList(),
                Payload.of(task.graph())),
            new Message.RunChunk(1, 1, 1, 0, 1, List.of(), items(20)));
    loop.execute(() -> {
      for (int i = 0; i < forged.size(); i++) {
        var frames = new ArrayList<>(List.of(identity));
        frames.addAll(MessageFrames.encode(i, forged.get(i)));
        assertTrue(forger.send(frames));
      }
    });
    List<byte[]> next = arrived.take();
    assertInstanceOf(
        Message.Hello.class,
        MessageFrames.decode(next.subList(1, next.size())).message(),
        "it asks for another pool");
  }
}
