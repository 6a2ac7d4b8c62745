package org.muster.kernel.eval;

import java.security.CodeSource;
import java.security.SecureClassLoader;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.spi.CellClass;
import org.muster.parallel.spi.ClassSource;

/// Loads what cells declare. What a notebook adds to its class path is in the parent.
///
/// **Threads.** May be used from any thread.
final class CellClassLoader extends SecureClassLoader implements ClassSource {

  static {
    registerAsParallelCapable();
  }

  private final ClassRegistry registry;
  private final Map<String, byte[]> declared = new ConcurrentHashMap<>();

  CellClassLoader(ClassRegistry registry, ClassLoader parent) {
    super("cells", parent);
    this.registry = registry;
  }

  /// Makes a class findable; it is defined at its first use.
  void declare(String name, byte[] bytes) {
    declared.put(name, bytes);
  }

  @Override
  public @Nullable CellClass cellClass(String name) {
    return registry.get(name);
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] bytes = declared.get(name);
    return bytes == null
        ? super.findClass(name)
        : defineClass(name, bytes, 0, bytes.length, (CodeSource) null);
  }
}
