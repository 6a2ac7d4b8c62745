package org.muster.kernel.eval;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import org.jspecify.annotations.Nullable;

/// The files that JShell's compilers see.
///
/// Each of them lists the packages that cells import, and each compilation lists the package of
/// cells on the class path. Here the first costs once what it costs in the JDK, and the second
/// nothing: no library has classes in JShell's own package, and the class path would be indexed
/// again every time. In front of the class path are the kernel's own jars.
///
/// **Threads.** Used by the thread that evaluates.
final class CompilerFiles extends ForwardingJavaFileManager<StandardJavaFileManager>
    implements StandardJavaFileManager {

  private static final String PACKAGE_OF_CELLS = "REPL";

  private final JarClasses own;

  /// Of the JDK's packages, which never change, by module, kinds and name: in one text, because the
  /// `equals` of a record is made at run time, which takes as long as a package.
  private final Map<String, List<JavaFileObject>> listings = new HashMap<>();

  CompilerFiles(StandardJavaFileManager files, JarClasses own) {
    super(files);
    this.own = own;
  }

  @Override
  public Iterable<JavaFileObject> list(
      Location location, String packageName, Set<JavaFileObject.Kind> kinds, boolean recurse)
      throws IOException {
    if (location == StandardLocation.CLASS_PATH) {
      return packageName.equals(PACKAGE_OF_CELLS)
          ? List.of()
          : listClassPath(packageName, kinds, recurse);
    }
    if (recurse || !location.getName().startsWith(StandardLocation.SYSTEM_MODULES.getName())) {
      return fileManager.list(location, packageName, kinds, recurse);
    }
    String asked = location.getName() + kinds + packageName;
    List<JavaFileObject> known = listings.get(asked);
    if (known == null) {
      List<JavaFileObject> found = new ArrayList<>();
      fileManager.list(location, packageName, kinds, false).forEach(found::add);
      known = List.copyOf(found);
      listings.put(asked, known);
    }
    return known;
  }

  private Iterable<JavaFileObject> listClassPath(
      String packageName, Set<JavaFileObject.Kind> kinds, boolean recurse) throws IOException {
    Iterable<JavaFileObject> others =
        fileManager.list(StandardLocation.CLASS_PATH, packageName, kinds, recurse);
    if (!kinds.contains(JavaFileObject.Kind.CLASS)) {
      return others;
    }
    List<JavaFileObject> all = new ArrayList<>(own.in(packageName));
    others.forEach(all::add);
    return all;
  }

  @Override
  public @Nullable String inferBinaryName(Location location, JavaFileObject file) {
    String ofOwn = JarClasses.binaryName(file);
    return ofOwn == null ? fileManager.inferBinaryName(location, file) : ofOwn;
  }

  @Override
  public Iterable<? extends JavaFileObject> getJavaFileObjectsFromFiles(
      Iterable<? extends File> files) {
    return fileManager.getJavaFileObjectsFromFiles(files);
  }

  @Override
  public Iterable<? extends JavaFileObject> getJavaFileObjectsFromPaths(
      Collection<? extends Path> paths) {
    return fileManager.getJavaFileObjectsFromPaths(paths);
  }

  @Override
  public Iterable<? extends JavaFileObject> getJavaFileObjects(File... files) {
    return fileManager.getJavaFileObjects(files);
  }

  @Override
  public Iterable<? extends JavaFileObject> getJavaFileObjects(Path... paths) {
    return fileManager.getJavaFileObjects(paths);
  }

  @Override
  public Iterable<? extends JavaFileObject> getJavaFileObjectsFromStrings(Iterable<String> names) {
    return fileManager.getJavaFileObjectsFromStrings(names);
  }

  @Override
  public Iterable<? extends JavaFileObject> getJavaFileObjects(String... names) {
    return fileManager.getJavaFileObjects(names);
  }

  @Override
  public void setLocation(Location location, Iterable<? extends File> files) throws IOException {
    fileManager.setLocation(location, files);
  }

  @Override
  public void setLocationFromPaths(Location location, Collection<? extends Path> paths)
      throws IOException {
    fileManager.setLocationFromPaths(location, paths);
  }

  @Override
  public void setLocationForModule(
      Location location, String module, Collection<? extends Path> paths) throws IOException {
    fileManager.setLocationForModule(location, module, paths);
  }

  @Override
  public Iterable<? extends File> getLocation(Location location) {
    return fileManager.getLocation(location);
  }

  @Override
  public Iterable<? extends Path> getLocationAsPaths(Location location) {
    Iterable<? extends Path> paths = fileManager.getLocationAsPaths(location);
    if (location != StandardLocation.CLASS_PATH) {
      return paths;
    }
    List<Path> all = new ArrayList<>(own.jars());
    paths.forEach(all::add);
    return all;
  }

  @Override
  public Path asPath(FileObject file) {
    return fileManager.asPath(file);
  }

  @Override
  public void setPathFactory(PathFactory factory) {
    fileManager.setPathFactory(factory);
  }
}
