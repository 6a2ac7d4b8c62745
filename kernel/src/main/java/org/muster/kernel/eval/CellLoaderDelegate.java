package org.muster.kernel.eval;

import java.io.File;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jdk.jshell.execution.LoaderDelegate;
import jdk.jshell.spi.ExecutionControl.ClassBytecodes;
import jdk.jshell.spi.ExecutionControl.ClassInstallException;
import org.muster.parallel.closure.LibraryLoader;

/// Loads into a [CellClassLoader] on JShell's behalf.
final class CellLoaderDelegate implements LoaderDelegate {

  private final CellClassLoader loader;
  private final LibraryLoader libraries;
  private final Map<String, Class<?>> loaded = new ConcurrentHashMap<>();

  CellLoaderDelegate(CellClassLoader loader, LibraryLoader libraries) {
    this.loader = loader;
    this.libraries = libraries;
  }

  @Override
  @SuppressWarnings("ReturnValueIgnored") // asked for its effect
  public void load(ClassBytecodes[] classes) throws ClassInstallException {
    var installed = new boolean[classes.length];
    for (ClassBytecodes type : classes) {
      loader.declare(type.name(), type.bytecodes());
    }
    try {
      for (int i = 0; i < classes.length; i++) {
        Class<?> type = loader.loadClass(classes[i].name());
        type.getDeclaredMethods(); // prepares the class, so that linkage errors show here
        loaded.put(classes[i].name(), type);
        installed[i] = true;
      }
    } catch (ClassNotFoundException | LinkageError e) {
      throw new ClassInstallException("cannot load a class of this cell: " + e, installed);
    }
  }

  @Override
  public void classesRedefined(ClassBytecodes[] classes) {
    for (ClassBytecodes type : classes) {
      loader.declare(type.name(), type.bytecodes());
    }
  }

  @Override
  public void addToClasspath(String path) {
    for (String entry : path.split(File.pathSeparator, -1)) {
      libraries.add(Path.of(entry));
    }
  }

  @Override
  public Class<?> findClass(String name) throws ClassNotFoundException {
    Class<?> type = loaded.get(name);
    if (type == null) {
      throw new ClassNotFoundException(name);
    }
    return type;
  }
}
