package org.muster.parallel.closure;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes objects of the bytes of a [Packer].
public final class Unpacker {

  /// The first byte of a graph: whether it takes a big stack to write and read it.
  static final int SHALLOW = 1;

  static final int DEEP = 2;

  /// What becomes of the notebook variables in a graph. Only a worker sets them: its bytes come
  /// from the pool that it works for.
  private enum Variables {
    SET,
    SKIPPED,
    REFUSED
  }

  private Unpacker() {}

  /// Unpacks a task or items, in a worker.
  ///
  /// Sets the notebook variables on the way: to make an object can take code of cells, such as the
  /// `hashCode` of a key, and that uses them. So unpacking counts as turning to this task; a worker
  /// that turns to another one in between binds again when it comes back.
  ///
  /// @param loader of the cell classes
  /// @throws UnpackException if the bytes or the classes are not right
  public static Unpacked unpack(byte[] graph, ClassLoader loader) {
    return unpack(graph, loader, ArraySource.NONE);
  }

  /// As [#unpack(byte\[\], ClassLoader)], with big arrays that came beside the graph.
  ///
  /// @throws UnpackException also if one of them is missing or damaged
  public static Unpacked unpack(byte[] graph, ClassLoader loader, ArraySource arrays) {
    return read(graph, loader, arrays, Variables.SET);
  }

  /// Unpacks a result, in the JVM that waits for it. The bytes come from a process that ran code of
  /// any kind, so nothing in them can make this JVM reserve more memory than they have bytes, but
  /// for a small factor, or set a variable.
  ///
  /// @param loader of the cell classes
  /// @throws UnpackException if the bytes or the classes are not right
  public static @Nullable Object unpackResult(byte[] graph, ClassLoader loader) {
    return read(graph, loader, ArraySource.NONE, Variables.REFUSED).root();
  }

  /// Unpacks what came through a queue or a pipe, in whatever process. In a worker it sets the
  /// notebook variables that it brings, but for those of the task that runs; in a notebook it sets
  /// none.
  ///
  /// @param loader of the cell classes
  /// @param classes the names of those that it needs, which a worker asks its pool for
  /// @throws UnpackException if the bytes or the classes are not right
  public static @Nullable Object unpackShared(
      byte[] graph, ClassLoader loader, List<String> classes) {
    if (!(loader instanceof CellLoader cells)) {
      return read(graph, loader, ArraySource.NONE, Variables.SKIPPED).root();
    }
    classes.forEach(cells::learn);
    Unpacked unpacked = read(graph, loader, ArraySource.NONE, Variables.SET);
    if (!unpacked.bindings().isEmpty()) {
      cells.bindAgain();
    }
    return unpacked.root();
  }

  private static Unpacked read(
      byte[] graph, ClassLoader loader, ArraySource arrays, Variables variables) {
    boolean deep = graph.length > 0 && graph[0] == DEEP;
    if (!deep) {
      try {
        return tryToRead(graph, loader, arrays, variables);
      } catch (StackOverflowError e) {
        // this JVM's frames are larger than the writer's were
      }
    }
    try {
      return BigStack.run(() -> tryToRead(graph, loader, arrays, variables));
    } catch (StackOverflowError e) {
      throw failed(graph, e);
    }
  }

  private static Unpacked tryToRead(
      byte[] graph, ClassLoader loader, ArraySource arrays, Variables variables) {
    try (GraphReader in = open(graph, loader, arrays)) {
      if (variables != Variables.SET) {
        in.setObjectInputFilter(new SizeFilter(graph.length));
      }
      int count = in.readInt();
      if (count != 0 && variables == Variables.REFUSED) {
        throw new StreamCorruptedException("a result that sets variables");
      }
      List<Binding> bindings = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        Binding binding = Variable.read(in, loader);
        if (variables == Variables.SET) {
          binding.apply();
        }
        bindings.add(binding);
      }
      return new Unpacked(in.readObject(), List.copyOf(bindings));
    } catch (IOException
        | ReflectiveOperationException
        | RuntimeException
        | LinkageError
        | AssertionError e) {
      throw failed(graph, e);
    }
  }

  private static UnpackException failed(byte[] graph, Throwable cause) {
    return new UnpackException(
        "cannot read what came from another JVM (%d bytes): %s".formatted(graph.length, cause),
        cause);
  }

  private static GraphReader open(byte[] graph, ClassLoader loader, ArraySource arrays)
      throws IOException {
    if (graph.length == 0 || (graph[0] != SHALLOW && graph[0] != DEEP)) {
      throw new StreamCorruptedException("not a graph");
    }
    return new GraphReader(new ByteArrayInputStream(graph, 1, graph.length - 1), loader, arrays);
  }
}
