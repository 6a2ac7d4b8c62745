package org.muster.parallel.closure;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The JDBC drivers of the libraries.
///
/// `java.sql.DriverManager` looks for drivers once, at its first use. Those of libraries that come
/// later are initialized here, whereupon they register themselves.
final class DatabaseDrivers {

  private static final String SERVICE = "META-INF/services/java.sql.Driver";

  private final Set<String> known = ConcurrentHashMap.newKeySet();

  /// Initializes those that were not there before.
  void registerNew(URLClassLoader libraries) {
    try {
      for (URL file : Collections.list(libraries.findResources(SERVICE))) {
        text(file)
            .lines()
            .map(line -> line.replaceFirst("#.*", "").strip())
            .filter(name -> !name.isEmpty() && known.add(name))
            .forEach(name -> initialize(name, libraries));
      }
    } catch (IOException e) {
      // Whoever uses the library is told what is wrong with it.
    }
  }

  private static void initialize(String driver, ClassLoader libraries) {
    try {
      Class<?> _ = Class.forName(driver, true, libraries);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      // `DriverManager` passes over such a driver, too.
    }
  }

  private static String text(URL file) throws IOException {
    URLConnection connection = file.openConnection();
    connection.setUseCaches(false); // a jar may be replaced
    try (InputStream in = connection.getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
