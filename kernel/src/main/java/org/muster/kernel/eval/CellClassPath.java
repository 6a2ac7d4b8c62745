package org.muster.kernel.eval;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.Pool;
import org.muster.parallel.closure.LibraryLoader;

/// What cells see: the JDK, Muster, what notebooks know from IJava, and what they have added.
///
/// The kernel's own libraries are hidden from them, in the compiler as at run time. A cell that
/// used the kernel's Gson by accident would not work in a worker, which has none, and would get in
/// the way of the Gson that somebody adds on purpose.
final class CellClassPath {

  private static final String JJAVA = "org.dflib.jjava.jupyter.";

  private final LibraryLoader loader =
      new LibraryLoader(new Visible(CellClassPath.class.getClassLoader()), Set.of(JJAVA));
  private final JarClasses own;

  /// What the compiler's own file manager lists.
  private final List<Path> entries = new ArrayList<>();

  private @Nullable StandardJavaFileManager compiler;

  CellClassPath() {
    List<Path> jars = new ArrayList<>();
    for (Class<?> type : List.of(CellClassPath.class, Pool.class, DisplayData.class)) {
      Path location = locationOf(type);
      (Files.isDirectory(location) ? entries : jars).add(location);
    }
    own = new JarClasses(jars);
  }

  /// Finds everything but the classes of cells.
  LibraryLoader loader() {
    return loader;
  }

  /// The compiler that will see this class path.
  StandardJavaFileManager ofCompiler(StandardJavaFileManager files) {
    compiler = files;
    show();
    return new CompilerFiles(files, own);
  }

  /// Entries were added to JShell, which gives the compiler the kernel's class path again each
  /// time.
  void added(List<Path> more) {
    entries.addAll(more);
    show();
  }

  private void show() {
    try {
      if (compiler != null) {
        compiler.setLocationFromPaths(StandardLocation.CLASS_PATH, entries);
        // Here each new compiler looks for plugins: it would open every jar of the kernel's.
        compiler.setLocationFromPaths(StandardLocation.ANNOTATION_PROCESSOR_PATH, List.of());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path locationOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(type + " is not in a file", e);
    }
  }

  /// The part of the kernel's class path that cells may see.
  private static final class Visible extends ClassLoader {

    static {
      registerAsParallelCapable();
    }

    private final ClassLoader kernel;

    Visible(ClassLoader kernel) {
      super("muster", ClassLoader.getPlatformClassLoader());
      this.kernel = kernel;
    }

    private static boolean isVisible(String name) {
      return name.startsWith("org.muster.") || name.startsWith(JJAVA);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (isVisible(name)) {
        return kernel.loadClass(name);
      }
      throw new ClassNotFoundException(name);
    }

    @Override
    protected @Nullable URL findResource(String name) {
      return isVisible(name.replace('/', '.')) ? kernel.getResource(name) : null;
    }

    @Override
    protected Enumeration<URL> findResources(String name) throws IOException {
      return isVisible(name.replace('/', '.'))
          ? kernel.getResources(name)
          : Collections.emptyEnumeration();
    }
  }
}
