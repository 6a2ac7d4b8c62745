package org.muster.parallel.launch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.jvm.ThisJvm;

/// What an AOT cache depends on, as a file name: the JDK, the options that change how classes are
/// loaded and laid out, and each jar with its content. The JVM itself compares less: JDK 25.0.3
/// runs stale classes from a cache when a jar has changed.
final class AotCacheKey {

  /// Reading the jars must not take longer than the cache saves.
  private static final long MOST_BYTES = 100_000_000;

  /// Options that a worker may have or not without another cache being needed for it.
  private static final List<String> IRRELEVANT =
      List.of(
          "-Xm",
          "-Xs",
          "-D",
          "-Xlog",
          "-XX:MaxRAM",
          "-XX:MaxHeap",
          "-XX:InitialRAM",
          "-XX:InitialHeap");

  /// The checksums of jars by path, size and time, in one text: what a record has for that is made
  /// at run time, which takes longer than the checksum.
  private static final Map<String, String> CHECKSUMS = new ConcurrentHashMap<>();

  private AotCacheKey() {}

  /// The key, or null if there can be no cache: the JVM makes none for folders.
  static @Nullable String of(List<String> classPath, List<String> jvmOptions) {
    try {
      MessageDigest digest = sha256();
      add(digest, ThisJvm.home().toString());
      add(digest, ThisJvm.property("java.vm.version", ""));
      relevant(jvmOptions).forEach(option -> add(digest, option));
      long bytes = 0;
      for (String entry : classPath) {
        Path jar = Path.of(entry);
        if (!Files.isRegularFile(jar)) {
          return null;
        }
        long size = Files.size(jar);
        bytes += size;
        if (bytes > MOST_BYTES) {
          return null;
        }
        add(digest, jar.toString());
        add(digest, checksum(jar, size, Files.getLastModifiedTime(jar).toMillis()));
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 16);
    } catch (IOException e) {
      return null; // no cache is better than a wrong one
    }
  }

  /// The options that a cache depends on.
  static List<String> relevant(List<String> jvmOptions) {
    return jvmOptions.stream()
        .filter(option -> IRRELEVANT.stream().noneMatch(option::startsWith))
        .toList();
  }

  /// Whoever needs the same checksum at the same time waits for it: four workers that start
  /// together are one reading of the jars.
  private static String checksum(Path jar, long bytes, long modified) throws IOException {
    String file = jar.toString() + ' ' + bytes + ' ' + modified;
    try {
      return CHECKSUMS.computeIfAbsent(file, _ -> file + ' ' + read(jar));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /// A checksum is enough beside path, size and time: nobody is kept out by it, and it takes a JVM
  /// that has just started a tenth of the time of a digest, which its workers wait for.
  private static String read(Path jar) {
    var sum = new CRC32();
    try (InputStream in = new CheckedInputStream(Files.newInputStream(jar), sum)) {
      long _ = in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Long.toHexString(sum.getValue());
  }

  private static void add(MessageDigest digest, String part) {
    digest.update(part.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
