package org.muster.kernel.eval;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.spi.CellClass;
import org.muster.parallel.spi.ClassSource;

/// Finds what cells declare. What a notebook adds to its class path is in the parent.
///
/// Each snippet has a loader of its own, so that its classes can go: a notebook is run again and
/// again for days, and every run of a cell makes classes. Those that a later cell can name are held
/// here; the others are found as long as something else keeps them alive, such as a lambda.
///
/// This loader defines no class of a cell, and nobody may ask the JVM for one in its name
/// (`Class.forName(…, thisLoader)`): the JVM would hold on to the class for as long as it holds
/// this loader. [#loadClass] is no such question.
///
/// **Threads.** May be used from any thread.
final class CellClassLoader extends ClassLoader implements ClassSource {

  static {
    registerAsParallelCapable();
  }

  private static final class Known extends WeakReference<SnippetLoader> {
    private final String wrapper;

    Known(SnippetLoader loader, ReferenceQueue<SnippetLoader> gone) {
      super(loader, gone);
      wrapper = loader.wrapper();
    }
  }

  private final ReferenceQueue<SnippetLoader> gone = new ReferenceQueue<>();
  private final Map<String, Known> known = new ConcurrentHashMap<>();
  private final Map<String, SnippetLoader> held = new ConcurrentHashMap<>();

  CellClassLoader(ClassLoader parent) {
    super("cells", parent);
  }

  /// The loader of a wrapper, or null if it is gone.
  @Nullable SnippetLoader find(String wrapper) {
    Known found = known.get(wrapper);
    return found == null ? null : found.get();
  }

  /// The loader of a wrapper, new if there is none; held until [#holdOnly].
  SnippetLoader hold(String wrapper) {
    forgetWhatIsGone();
    SnippetLoader found = find(wrapper);
    if (found == null) {
      found = new SnippetLoader(this, wrapper);
      replace(found);
    }
    held.put(wrapper, found);
    return found;
  }

  /// Makes this the loader of its wrapper, and holds it. Code that has used the one before goes on
  /// with that.
  void replace(SnippetLoader loader) {
    known.put(loader.wrapper(), new Known(loader, gone));
    held.put(loader.wrapper(), loader);
  }

  /// Holds only those wrappers from now on.
  void holdOnly(Predicate<String> wrappers) {
    held.keySet().removeIf(wrappers.negate());
  }

  /// The wrappers that are held, and those that their code names.
  Set<String> named() {
    Set<String> named = new HashSet<>();
    Deque<SnippetLoader> open = new ArrayDeque<>(held.values());
    for (SnippetLoader each = open.poll(); each != null; each = open.poll()) {
      if (named.add(each.wrapper())) {
        open.addAll(each.used());
      }
    }
    return named;
  }

  /// How many snippets are held.
  int heldCount() {
    return held.size();
  }

  /// The wrappers whose classes are still there.
  Set<String> wrappers() {
    forgetWhatIsGone();
    return known.keySet();
  }

  /// The snippets whose code uses this one.
  List<SnippetLoader> usersOf(SnippetLoader snippet) {
    forgetWhatIsGone();
    return known.values().stream()
        .map(Known::get)
        .filter(Objects::nonNull)
        .filter(user -> user != snippet && user.uses(snippet))
        .toList();
  }

  private void forgetWhatIsGone() {
    while (gone.poll() instanceof Known old) {
      known.remove(old.wrapper, old);
    }
  }

  @Override
  public @Nullable CellClass cellClass(String name) {
    if (!WrapperName.isOfCell(name)) {
      return null;
    }
    SnippetLoader found = find(WrapperName.of(name));
    return found == null ? null : found.own(name);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!WrapperName.isOfCell(name)) {
      return super.loadClass(name, resolve);
    }
    SnippetLoader found = find(WrapperName.of(name));
    if (found == null) {
      throw new ClassNotFoundException(name);
    }
    return found.loadOwn(name);
  }
}
