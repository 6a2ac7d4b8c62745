package org.muster.install.frontend;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.muster.install.Programs;
import org.muster.install.jdk.Jdk;

/// The file with the kernel's AOT cache, beside its jars. The kernel makes it where it is missing.
///
/// Its name has a hash of what is in the jars: JDK 25.0.3 runs stale classes from a cache when a
/// jar has changed. A cache of another JDK is ignored; the version at the end of the name is there
/// for two JDKs to have one each.
public final class KernelCacheFile {

  private static final String SUFFIX = ".aot";

  private KernelCacheFile() {}

  /// Whether a file is one, or something that the making of one leaves for a while.
  public static boolean isOne(Path file) {
    return String.valueOf(file.getFileName()).contains(SUFFIX);
  }

  static String name(Jdk jdk) {
    return name() + "-" + jdk.release() + SUFFIX;
  }

  /// The name without its end, which is known when the JDK is.
  static String name() {
    return name(Programs.jars());
  }

  static String name(List<Path> jars) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (var to = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
        for (Path jar : jars) {
          try (InputStream in = Files.newInputStream(jar)) {
            long _ = in.transferTo(to);
          }
        }
      }
      return "muster-kernel-" + HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
