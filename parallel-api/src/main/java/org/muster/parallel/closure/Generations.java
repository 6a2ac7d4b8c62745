package org.muster.parallel.closure;

import java.util.*;
import java.util.function.*;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.spi.CellClass;

public final class Generations {
  final ClassLoader p;

  public Generations(
      ClassLoader p,
      Function<String, @Nullable CellClass> store,
      Function<String, @Nullable CellClass> pull) {
    this.p = p;
  }

  public CellLoader loaderFor(Map<String, String> m) {
    return new CellLoader(p);
  }
}
