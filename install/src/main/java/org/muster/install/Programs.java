package org.muster.install;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The jars that this program came with: itself, the kernel and what they need.
public final class Programs {

  private Programs() {}

  /// All of them, in a fixed order.
  ///
  /// @throws Refusal if this program does not run from its jar
  public static List<Path> jars() {
    try (Stream<Path> files = Files.list(folder())) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The folder that holds them and nothing else.
  public static Path folder() {
    try {
      var source = Programs.class.getProtectionDomain().getCodeSource();
      Path place = source == null ? Path.of("") : Path.of(source.getLocation().toURI());
      Path folder = place.getParent();
      if (folder != null && Files.isRegularFile(place)) {
        return folder;
      }
    } catch (URISyntaxException e) {
      // A class loader without files; the same as no jar.
    }
    throw new Refusal(
        "this program has to run from its jar, together with the kernel's.\nStart it with ./muster.");
  }

  /// The release, as in `0.1.0`; `development` outside a jar.
  public static String version() {
    String version = Programs.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
