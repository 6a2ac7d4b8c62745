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
    return read(graph, loader, arrays, false);
  }

  /// Unpacks a result, in the JVM that waits for it. The bytes come from a process that ran code of
  /// any kind, so nothing in them can make this JVM reserve more memory than they have bytes, but
  /// for a small factor, or set a variable.
  ///
  /// @param loader of the cell classes
  /// @throws UnpackException if the bytes or the classes are not right
  public static @Nullable Object unpackResult(byte[] graph, ClassLoader loader) {
    return read(graph, loader, ArraySource.NONE, true).root();
  }

  private static Unpacked read(
      byte[] graph, ClassLoader loader, ArraySource arrays, boolean guarded) {
    boolean deep = graph.length > 0 && graph[0] == DEEP;
    if (!deep) {
      try {
        return tryToRead(graph, loader, arrays, guarded);
      } catch (StackOverflowError e) {
        // this JVM's frames are larger than the writer's were
      }
    }
    try {
      return BigStack.run(() -> tryToRead(graph, loader, arrays, guarded));
    } catch (StackOverflowError e) {
      throw failed(graph, e);
    }
  }

  private static Unpacked tryToRead(
      byte[] graph, ClassLoader loader, ArraySource arrays, boolean guarded) {
    try (GraphReader in = open(graph, loader, arrays)) {
      if (guarded) {
        in.setObjectInputFilter(new SizeFilter(graph.length));
      }
      int variables = in.readInt();
      if (variables != 0 && guarded) {
        throw new StreamCorruptedException("a result that sets variables");
      }
      List<Binding> bindings = new ArrayList<>();
      for (int i = 0; i < variables; i++) {
        Binding binding = Variable.read(in, loader);
        binding.apply();
        bindings.add(binding);
      }
      return new Unpacked(in.readObject(), List.copyOf(bindings));
    } catch (IOException | ReflectiveOperationException | RuntimeException | LinkageError e) {
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
