package org.muster.kernel.eval;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import org.jspecify.annotations.Nullable;

/// The classes of jars, package by package, as a compiler wants to have them listed.
///
/// The compiler's own file manager makes a file system of each jar, walks through its folders, and
/// does the same with all jars that its manifest names: a sixth of a kernel's start. Here the
/// directory of each jar is read once.
///
/// The jars stay open, as those of a class loader do.
final class JarClasses {

  private static final String CLASS = ".class";

  private final List<Path> jars;
  private final Map<String, List<JavaFileObject>> byPackage = new HashMap<>();

  /// Reads the directories of jars when something is asked for.
  JarClasses(List<Path> jars) {
    this.jars = jars;
  }

  List<Path> jars() {
    return jars;
  }

  /// The classes of a package; empty if it is in none of the jars.
  List<JavaFileObject> in(String packageName) {
    if (byPackage.isEmpty()) {
      jars.forEach(this::read);
    }
    return byPackage.getOrDefault(packageName, List.of());
  }

  /// The name of a class that was listed here; null for another file.
  static @Nullable String binaryName(JavaFileObject file) {
    return file instanceof JarClass listed ? listed.name.replace('/', '.') : null;
  }

  private void read(Path jar) {
    try {
      var zip = new ZipFile(jar.toFile()); // stays open
      URI place = jar.toUri();
      for (var entries = zip.entries(); entries.hasMoreElements(); ) {
        ZipEntry entry = entries.nextElement();
        String name = entry.getName();
        if (name.endsWith(CLASS)) {
          int slash = name.lastIndexOf('/');
          byPackage
              .computeIfAbsent(
                  slash < 0 ? "" : name.substring(0, slash).replace('/', '.'),
                  _ -> new ArrayList<>())
              .add(new JarClass(zip, place, entry));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class JarClass extends SimpleJavaFileObject {

    private final ZipFile zip;
    private final ZipEntry entry;
    private final String name;

    JarClass(ZipFile zip, URI jar, ZipEntry entry) {
      super(jar, Kind.CLASS);
      this.zip = zip;
      this.entry = entry;
      this.name = entry.getName().substring(0, entry.getName().length() - CLASS.length());
    }

    @Override
    public InputStream openInputStream() throws IOException {
      return zip.getInputStream(entry);
    }

    @Override
    public URI toUri() {
      return URI.create("jar:" + uri + "!/" + entry.getName());
    }

    @Override
    public String getName() {
      return zip.getName() + "(" + entry.getName() + ")";
    }

    @Override
    public boolean isNameCompatible(String simpleName, Kind kind) {
      return kind == Kind.CLASS && name.endsWith("/" + simpleName);
    }
  }
}
