package org.muster.kernel.eval;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.spi.CellClass;
import org.muster.parallel.spi.ClassSource;

/// The class that JShell put around one snippet, with what is nested in it. It goes as a whole,
/// once nothing refers to it.
///
/// Other classes of cells are found through the [CellClassLoader].
///
/// **Threads.** May be used from any thread.
final class SnippetLoader extends ClassLoader implements ClassSource {

  static {
    registerAsParallelCapable();
  }

  private final CellClassLoader cells;
  private final String wrapper;
  private final Map<String, CellClass> classes = new ConcurrentHashMap<>();
  private final Map<String, byte[]> undefined = new ConcurrentHashMap<>();

  /// The snippets that this one's code names: it may be long before it first needs them, and they
  /// may be replaced until then.
  private volatile Set<SnippetLoader> used = Set.of();

  SnippetLoader(CellClassLoader cells, String wrapper) {
    super("cells", cells);
    this.cells = cells;
    this.wrapper = wrapper;
  }

  String wrapper() {
    return wrapper;
  }

  /// Makes a class findable; it is defined at its first use.
  ///
  /// @param travelling what workers get
  /// @param loaded what this JVM runs
  void declare(CellClass travelling, byte[] loaded) {
    classes.put(travelling.name(), travelling);
    undefined.put(travelling.name(), loaded);
  }

  /// The class was redefined in place.
  void redefined(CellClass travelling) {
    classes.put(travelling.name(), travelling);
  }

  void uses(Set<SnippetLoader> others) {
    used = others;
  }

  Set<SnippetLoader> used() {
    return used;
  }

  boolean uses(SnippetLoader other) {
    return used.contains(other);
  }

  /// The class as it is now, if it is one of this snippet's.
  @Nullable CellClass own(String name) {
    return classes.get(name);
  }

  /// The classes of this snippet as they are now.
  Iterable<CellClass> own() {
    return classes.values();
  }

  /// The class, or null if it is not defined yet.
  @Nullable Class<?> defined(String name) {
    return findLoadedClass(name);
  }

  @Override
  public @Nullable CellClass cellClass(String name) {
    return cells.cellClass(name);
  }

  @Override
  public ClassSource whole() {
    return cells;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    return WrapperName.isOfCell(name) && WrapperName.of(name).equals(wrapper)
        ? loadOwn(name)
        : super.loadClass(name, resolve);
  }

  /// @throws ClassNotFoundException if the class is none of this snippet's
  Class<?> loadOwn(String name) throws ClassNotFoundException {
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      if (known != null) {
        return known;
      }
      byte[] bytes = undefined.get(name);
      if (bytes == null) {
        throw new ClassNotFoundException(name);
      }
      Class<?> defined = defineClass(name, bytes, 0, bytes.length);
      undefined.remove(name);
      return defined;
    }
  }
}
