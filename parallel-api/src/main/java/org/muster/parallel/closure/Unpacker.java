package org.muster.parallel.closure;

import java.io.*;
import java.util.*;
import org.jspecify.annotations.Nullable;

public final class Unpacker {
  public record Binding(Object x) {
    public void apply() {}
  }

  public record Unpacked(@Nullable Object root, List<Binding> bindings) {}

  public static Unpacked unpack(byte[] g, ClassLoader l) {
    return new Unpacked(unpackResult(g, l), List.of());
  }

  public static @Nullable Object unpackResult(byte[] g, ClassLoader l) {
    try {
      return new ObjectInputStream(new ByteArrayInputStream(g)).readObject();
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
