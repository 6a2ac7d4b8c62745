package org.muster.kernel.eval;

import java.io.File;
import java.nio.file.Path;
import java.util.stream.Stream;
import jdk.jshell.execution.LoaderDelegate;
import jdk.jshell.spi.ExecutionControl.ClassBytecodes;
import jdk.jshell.spi.ExecutionControl.ClassInstallException;
import org.muster.parallel.closure.LibraryLoader;

/// Loads from a [CellClassLoader] on JShell's behalf, what was declared there.
final class CellLoaderDelegate implements LoaderDelegate {

  private final CellClassLoader loader;
  private final LibraryLoader libraries;

  CellLoaderDelegate(CellClassLoader loader, LibraryLoader libraries) {
    this.loader = loader;
    this.libraries = libraries;
  }

  @Override
  @SuppressWarnings("ReturnValueIgnored") // asked for its effect
  public void load(ClassBytecodes[] classes) throws ClassInstallException {
    var installed = new boolean[classes.length];
    try {
      for (int i = 0; i < classes.length; i++) {
        Class<?> type = loader.loadClass(classes[i].name());
        type.getDeclaredMethods(); // prepares the class, so that linkage errors show here
        installed[i] = true;
      }
    } catch (ClassNotFoundException | LinkageError e) {
      throw new ClassInstallException("cannot load a class of this cell: " + e, installed);
    }
  }

  @Override
  public void classesRedefined(ClassBytecodes[] classes) {
    // whoever redefines has told the loader
  }

  @Override
  public void addToClasspath(String path) {
    libraries.add(Stream.of(path.split(File.pathSeparator, -1)).map(Path::of).toList());
  }

  @Override
  public Class<?> findClass(String name) throws ClassNotFoundException {
    return loader.loadClass(name);
  }
}
