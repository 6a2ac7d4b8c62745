package org.muster.kernel.eval;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.spi.CellClass;

/// The classes that cells declared, as workers get them: without the kernel's stop checks.
///
/// **Threads.** May be used from any thread.
final class ClassRegistry {

  private final Map<String, CellClass> classes = new ConcurrentHashMap<>();

  void put(CellClass type) {
    classes.put(type.name(), type);
  }

  @Nullable CellClass get(String name) {
    return classes.get(name);
  }
}
