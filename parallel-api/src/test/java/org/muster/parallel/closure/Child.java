package org.muster.parallel.closure;

import static java.util.Objects.requireNonNull;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.TaskNotSerializableException;
import org.muster.parallel.spi.CellClass;

/// The program in the other JVM: a worker without a pool. It reads frames from its standard input
/// and answers on its standard output.
public final class Child {

  /// Unpack a task and keep it under a number.
  static final int LOAD = 1;

  /// Apply a kept task to items.
  static final int RUN = 2;

  /// Apply a kept task to an item, stop it once it says that it runs, and say how it ended.
  static final int STOP = 3;

  /// How many generations there were.
  static final int GENERATIONS = 4;

  /// Let go of a task.
  static final int FORGET = 5;

  /// How many class loaders are alive after a collection.
  static final int LIVE_LOADERS = 6;

  static final int OK = 0;
  static final int FAILED = 1;

  /// Counted down by the code of a task that is to be stopped.
  private static volatile CountDownLatch started = new CountDownLatch(1);

  private final Map<String, CellClass> store = new HashMap<>();
  private final Map<Integer, Unpacked> tasks = new HashMap<>();
  private final List<WeakReference<CellLoader>> created = new ArrayList<>();
  private final Map<Integer, CellLoader> loaders = new HashMap<>();
  private final Generations generations = new Generations(Child.class.getClassLoader(), _ -> null);

  private Child() {}

  public static void main(String[] args) throws IOException {
    PrintStream answers = System.out;
    System.setOut(System.err);
    DataInputStream in = new DataInputStream(new BufferedInputStream(System.in));
    DataOutputStream out = new DataOutputStream(new BufferedOutputStream(answers));
    Child child = new Child();
    while (true) {
      int operation;
      try {
        operation = in.readInt();
      } catch (EOFException e) {
        return;
      }
      byte[] answer;
      int status = OK;
      try {
        answer = child.answer(operation, in);
      } catch (IOException e) {
        throw e;
      } catch (Throwable e) {
        status = FAILED;
        try {
          answer = Packer.packResult(e).graph();
        } catch (TaskNotSerializableException unsendable) {
          answer = Packer.packResult(unsendable).graph();
        }
      }
      out.writeInt(status);
      writeBytes(out, answer);
      out.flush();
    }
  }

  private byte[] answer(int operation, DataInputStream in) throws Exception {
    return switch (operation) {
      case LOAD -> {
        int id = in.readInt();
        CellLoader loader = readLoader(in);
        byte[] graph = readBytes(in);
        loaders.put(id, loader);
        tasks.put(id, Unpacker.unpack(graph, loader));
        yield new byte[0];
      }
      case RUN -> {
        Unpacked task = requireNonNull(tasks.get(in.readInt()));
        CellLoader loader = readLoader(in);
        byte[] graph = readBytes(in);
        @Nullable Object[] items = (Object[]) requireNonNull(Unpacker.unpack(graph, loader).root());
        task.bind();
        @Nullable Object[] results = new Object[items.length];
        for (int i = 0; i < items.length; i++) {
          results[i] = invoke(requireNonNull(task.root()), items[i]);
        }
        yield Packer.packResult(results).graph();
      }
      case STOP -> Packer.packResult(stop(requireNonNull(tasks.get(in.readInt())))).graph();
      case GENERATIONS -> Packer.packResult(generations.count()).graph();
      case FORGET -> {
        int id = in.readInt();
        tasks.remove(id);
        loaders.remove(id);
        yield new byte[0];
      }
      case LIVE_LOADERS -> Packer.packResult(countLiveLoaders()).graph();
      default -> throw new IllegalArgumentException("operation " + operation);
    };
  }

  private CellLoader readLoader(DataInputStream in) throws IOException {
    Map<String, String> manifest = new LinkedHashMap<>();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      String name = in.readUTF();
      String sha256 = in.readUTF();
      manifest.put(name, sha256);
      store.put(sha256, CellClass.of(name, readBytes(in), in.readInt()));
    }
    CellLoader loader = generations.loader(manifest, store::get);
    if (created.isEmpty() || !created.getLast().refersTo(loader)) {
      created.add(new WeakReference<>(loader));
    }
    return loader;
  }

  private int countLiveLoaders() {
    System.gc();
    return (int) created.stream().filter(each -> !each.refersTo(null)).count();
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // whether null is an item is up to the task
  static @Nullable Object invoke(Object task, @Nullable Object item) throws Exception {
    return switch (task) {
      case Work<?, ?> work -> ((Work<Object, Object>) work).apply(item);
      case Function<?, ?> function -> ((Function<Object, Object>) function).apply(item);
      case Predicate<?> predicate -> ((Predicate<Object>) predicate).test(item);
      case IntUnaryOperator operator -> operator.applyAsInt((Integer) item);
      case Supplier<?> supplier -> supplier.get();
      case Callable<?> callable -> callable.call();
      default -> throw new IllegalArgumentException("what is a " + task.getClass() + "?");
    };
  }

  /// Called by tasks.
  public static void started() {
    started.countDown();
  }

  private static String stop(Unpacked task) throws InterruptedException {
    started = new CountDownLatch(1);
    String[] ending = {"still running"};
    task.bind();
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                ending[0] = "returned " + invoke(requireNonNull(task.root()), null);
              } catch (Throwable e) {
                ending[0] = e.getClass().getSimpleName();
              }
            });
    try {
      if (!started.await(30, TimeUnit.SECONDS)) {
        return "never started";
      }
      StopSignal.raise();
      thread.join(30_000);
      return ending[0];
    } finally {
      StopSignal.clear();
    }
  }

  static byte[] readBytes(DataInputStream in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return bytes;
  }

  static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }
}
