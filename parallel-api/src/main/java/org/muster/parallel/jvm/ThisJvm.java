package org.muster.parallel.jvm;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/// This JVM as it was started: what its system properties said before a program could change them.
///
/// A program may call `System.setProperties(new Properties())` and start a worker after that. What
/// has to be right for it is read once, when this class is loaded: a pool's host does that first.
///
/// **Threads.** All methods may be called from any thread.
public final class ThisJvm {

  private static final Properties AT_START = new Properties();

  static {
    AT_START.putAll(System.getProperties());
  }

  private ThisJvm() {}

  /// What a system property was.
  ///
  /// @param otherwise if there was none of that name
  public static String property(String name, String otherwise) {
    return AT_START.getProperty(name, otherwise);
  }

  /// The folder of its JDK.
  ///
  /// @throws IllegalStateException if nothing says where that is
  public static Path home() {
    String home = AT_START.getProperty("java.home");
    return home == null ? homeOfProcess() : Path.of(home);
  }

  /// For a program that took the properties away before it used Muster.
  private static Path homeOfProcess() {
    return ProcessHandle.current()
        .info()
        .command()
        .map(java -> Path.of(java).getParent())
        .filter(bin -> bin != null && bin.endsWith("bin"))
        .map(Path::getParent)
        .orElseThrow(() ->
            new IllegalStateException(
                "no JVM can be started: the system property java.home was removed before the first use of a pool, and nothing else says where this JVM's java is. Keep it, as in `var all = new Properties(); all.putAll(System.getProperties());`"));
  }

  /// Its program `java`.
  public static Path java() {
    return home().resolve("bin", "java");
  }

  /// Absolute paths of the jars and folders of its class path.
  public static List<String> classPath() {
    return Stream.of(property("java.class.path", "").split(File.pathSeparator))
        .filter(entry -> !entry.isEmpty())
        .map(entry -> new File(entry).getAbsolutePath())
        .toList();
  }
}
