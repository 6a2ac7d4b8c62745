package org.muster.parallel.closure;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.spi.CellClass;

/// A second JVM that runs [Child]. It has no cell class but those that are sent to it.
final class OtherJvm implements AutoCloseable {

  private final Process process;
  private final DataOutputStream out;
  private final DataInputStream in;
  private int tasks;

  OtherJvm(String... options) {
    try {
      List<String> command = new java.util.ArrayList<>();
      command.add(
          System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
      command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-Xmx512m"));
      command.addAll(List.of(options));
      command.addAll(List.of("-cp", System.getProperty("java.class.path"), Child.class.getName()));
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
      in = new DataInputStream(new BufferedInputStream(process.getInputStream()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Sends a task there and returns its number.
  int load(Packed task) {
    int id = tasks++;
    ask(
        Child.LOAD,
        () -> {
          out.writeInt(id);
          write(task);
        });
    return id;
  }

  /// Applies a task to items there, and returns the results as they arrive here.
  @Nullable Object[] run(int task, ClassLoader loader, @Nullable Object... items) {
    byte[] answer = runForBytes(task, items);
    return (Object[]) java.util.Objects.requireNonNull(Unpacker.unpackResult(answer, loader));
  }

  byte[] runForBytes(int task, @Nullable Object... items) {
    return ask(
        Child.RUN,
        () -> {
          out.writeInt(task);
          write(Packer.packItems(items));
        });
  }

  /// How the task ended after it was stopped.
  Object stop(int task) {
    byte[] answer = ask(Child.STOP, () -> out.writeInt(task));
    return java.util.Objects.requireNonNull(
        Unpacker.unpackResult(answer, OtherJvm.class.getClassLoader()));
  }

  /// Lets go of a task there.
  void forget(int task) {
    ask(Child.FORGET, () -> out.writeInt(task));
  }

  /// How many class loaders are alive there after a collection.
  int liveLoaders() {
    byte[] answer = ask(Child.LIVE_LOADERS, () -> {});
    return (Integer)
        java.util.Objects.requireNonNull(
            Unpacker.unpackResult(answer, OtherJvm.class.getClassLoader()));
  }

  int generations() {
    byte[] answer = ask(Child.GENERATIONS, () -> {});
    return (Integer)
        java.util.Objects.requireNonNull(
            Unpacker.unpackResult(answer, OtherJvm.class.getClassLoader()));
  }

  private interface Frames {
    void write() throws IOException;
  }

  private void write(Packed packed) throws IOException {
    out.writeInt(packed.classes().size());
    for (CellClass each : packed.classes()) {
      out.writeUTF(each.name());
      out.writeUTF(each.sha256());
      Child.writeBytes(out, each.bytes());
      out.writeInt(each.cell());
    }
    Child.writeBytes(out, packed.graph());
  }

  private byte[] ask(int operation, Frames frames) {
    try {
      out.writeInt(operation);
      frames.write();
      out.flush();
      int status = in.readInt();
      byte[] answer = Child.readBytes(in);
      if (status == Child.FAILED) {
        throw new Failed(answer);
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException("the other JVM is gone", e);
    }
  }

  /// The task threw, there.
  static final class Failed extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final byte[] graph;

    Failed(byte[] graph) {
      super("the task failed in the other JVM");
      this.graph = graph;
    }

    Throwable there(ClassLoader loader) {
      return (Throwable) java.util.Objects.requireNonNull(Unpacker.unpackResult(graph, loader));
    }
  }

  @Override
  public void close() {
    try {
      out.close();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException | InterruptedException e) {
      process.destroyForcibly();
    }
  }

  static List<@Nullable Object> list(@Nullable Object[] results) {
    return Arrays.asList(results);
  }
}
