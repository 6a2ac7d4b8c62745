package org.muster.parallel.closure;

import java.io.*;
import java.util.*;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.spi.CellClass;

public final class Packer {
  public record Packed(byte[] graph, List<CellClass> classes, List<String> warnings) {}

  static Packed p(@Nullable Object o) {
    try {
      var b = new ByteArrayOutputStream();
      var s = new ObjectOutputStream(b);
      s.writeObject(o);
      s.flush();
      return new Packed(b.toByteArray(), List.of(), List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Packed packTask(Object o) {
    return p(o);
  }

  public static Packed packItems(@Nullable Object[] o) {
    return p(o);
  }

  public static Packed packResult(@Nullable Object o) {
    return p(o);
  }
}
