package org.muster.parallel.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.jvm.ThisJvm;

/// Where this user's caches are: what is in them is run, so nobody else may write there.
public final class CacheFolder {

  /// Some 17 MB each.
  private static final int KEPT = 6;

  private static final Duration ABANDONED = Duration.ofHours(1);

  private CacheFolder() {}

  /// The folder, made if needed, or null if there can be none.
  static @Nullable Path find() {
    Path folder = place().resolve("muster").resolve("workers");
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(folder);
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
          Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
      }
      return Files.isWritable(folder) ? folder : null;
    } catch (IOException | UnsupportedOperationException e) {
      return null;
    }
  }

  /// The place for caches that the system provides for each user.
  private static Path place() {
    String os = ThisJvm.property("os.name", "").toLowerCase(Locale.ROOT);
    Path home = Path.of(ThisJvm.property("user.home", ""));
    if (os.startsWith("windows")) {
      String local = System.getenv("LOCALAPPDATA");
      return local == null || local.isBlank() ? home.resolve("AppData/Local") : Path.of(local);
    }
    if (os.startsWith("mac")) {
      return home.resolve("Library/Caches");
    }
    String xdg = System.getenv("XDG_CACHE_HOME");
    return xdg != null && xdg.startsWith("/") ? Path.of(xdg) : home.resolve(".cache");
  }

  /// Deletes caches that were not used for longest, and what trainings left that were killed.
  public static void tidy(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> all =
          files.sorted(Comparator.comparing(CacheFolder::modified).reversed()).toList();
      all.stream().filter(CacheFolder::isCache).skip(KEPT).forEach(CacheFolder::delete);
      Instant abandoned = Instant.now().minus(ABANDONED);
      all.stream()
          .filter(file -> !isCache(file) && modified(file).isBefore(abandoned))
          .forEach(CacheFolder::delete);
    } catch (IOException | UncheckedIOException e) {
      // The next one tidies.
    }
  }

  private static boolean isCache(Path file) {
    return file.toString().endsWith(".aot");
  }

  private static Instant modified(Path file) {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (IOException e) {
      return Instant.MAX; // deleted by somebody else
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
