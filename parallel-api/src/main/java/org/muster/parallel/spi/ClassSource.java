package org.muster.parallel.spi;

import org.jspecify.annotations.Nullable;

/// Where the bytes of notebook classes come from. A kernel's class loader for cells implements
/// this, and so does the one in a worker: whether a class has to travel is asked of its own loader.
///
/// **Threads.** May be called from any thread.
public interface ClassSource {

  /// The class as its loader has it now, or null if it is not of a cell.
  ///
  /// @param name the binary name
  @Nullable CellClass cellClass(String name);

  /// The source that this one is a part of, if a notebook's classes have several loaders: it knows
  /// them all.
  default ClassSource whole() {
    return this;
  }

  /// The source that knows this class, or null if the class is on the class path.
  static @Nullable ClassSource of(Class<?> type) {
    Class<?> element = type;
    while (element.isArray()) {
      element = element.getComponentType();
    }
    return element.getClassLoader() instanceof ClassSource source ? source.whole() : null;
  }
}
