package org.muster.parallel.closure;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The libraries that a notebook has added: the parent of every loader of cell classes, in the
/// kernel as in a worker.
///
/// A library that was added comes before one of the same name that Muster itself is made of, such
/// as another version of Gson. What cells and Muster have to share comes from the parent always:
/// the JDK, Muster, and what the creator names.
///
/// **Threads.** May be used from any thread.
public final class LibraryLoader extends URLClassLoader {

  static {
    registerAsParallelCapable();
  }

  /// The packages of the JDK that code without modules can see.
  private static final class Jdk {
    static final Set<String> PACKAGES =
        ModuleLayer.boot().modules().stream()
            .flatMap(module -> module.getPackages().stream())
            .collect(Collectors.toUnmodifiableSet());
  }

  private static final String MUSTER = "org.muster.";

  private final Set<String> shared;
  private final DatabaseDrivers drivers = new DatabaseDrivers();
  private volatile boolean empty = true;

  /// @param parent has the JDK, Muster, and what may be seen of that which Muster is made of
  /// @param shared beginnings of class names that come from the parent, as in `org.example.`
  public LibraryLoader(ClassLoader parent, Set<String> shared) {
    super("libraries", new URL[0], parent);
    this.shared = Set.copyOf(shared);
  }

  /// Adds jars and folders at the end.
  public void add(List<Path> entries) {
    entries.forEach(this::add);
    drivers.registerNew(this); // needs all of them
  }

  private void add(Path entry) {
    try {
      addURL(entry.toUri().toURL());
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException("not a file of this machine: " + entry, e);
    }
    empty = false;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (empty || comesFromParent(name)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded == null) {
        try {
          loaded = findClass(name);
        } catch (ClassNotFoundException e) {
          return super.loadClass(name, resolve);
        }
      }
      if (resolve) {
        resolveClass(loaded);
      }
      return loaded;
    }
  }

  private boolean comesFromParent(String name) {
    if (name.startsWith("java.") || name.startsWith(MUSTER)) {
      return true;
    }
    int dot = name.lastIndexOf('.');
    return (dot > 0 && Jdk.PACKAGES.contains(name.substring(0, dot)))
        || shared.stream().anyMatch(name::startsWith);
  }

  @Override
  public @Nullable URL getResource(String name) {
    URL own = empty ? null : findResource(name);
    return own != null ? own : super.getResource(name);
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    List<URL> found = new ArrayList<>();
    if (!empty) {
      found.addAll(Collections.list(findResources(name)));
    }
    found.addAll(Collections.list(getParent().getResources(name)));
    return Collections.enumeration(found);
  }
}
