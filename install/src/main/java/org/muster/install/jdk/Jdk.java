package org.muster.install.jdk;

import java.io.IOException;
import java.lang.Runtime.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.muster.install.Refusal;

/// A JDK that a kernel can run on.
///
/// @param home its folder
/// @param version what its `release` file says, as in `25.0.3`
public record Jdk(Path home, Version version) {

  /// The first release that has what Muster uses.
  private static final int OLDEST_FEATURE = 25;

  /// 25.0.0 to 25.0.2 can corrupt memory under G1 (JDK-8377811).
  private static final Version OLDEST_HEALTHY = Version.parse("25.0.3");

  /// The one that this program runs on.
  public static Jdk running() {
    return new Jdk(Path.of(System.getProperty("java.home")), Runtime.version());
  }

  /// The JDK in a folder, or the one that a `java` program belongs to.
  ///
  /// @throws Refusal if there is none, or none that will do; the message says what is there instead
  public static Jdk at(Path folderOrProgram) {
    Path home = homeOf(folderOrProgram);
    Version version =
        versionAt(home)
            .orElseThrow(() ->
                new Refusal(
                    """
                    there is no JDK at %s (no release file that gives a version).
                    Name the folder of a JDK %d or newer, or its bin/java.\
                    """
                        .formatted(folderOrProgram, OLDEST_FEATURE)));
    var jdk = new Jdk(home, version);
    if (version.feature() < OLDEST_FEATURE) {
      throw new Refusal(
          "%s is Java %s, and the kernel needs %d or newer.%nGet one from https://adoptium.net and name its folder."
              .formatted(home, version, OLDEST_FEATURE));
    }
    if (!Files.isExecutable(jdk.java()) || !Files.isExecutable(jdk.program("javac"))) {
      throw new Refusal(
          "%s is Java %s without a compiler, and the kernel needs a whole JDK.%nName the folder of a JDK %d or newer."
              .formatted(home, version, OLDEST_FEATURE));
    }
    return jdk;
  }

  /// What the `release` file in a folder gives as its version.
  public static Optional<Version> versionAt(Path home) {
    try {
      for (String line : Files.readAllLines(home.resolve("release"))) {
        if (line.startsWith("JAVA_VERSION=")) {
          String text = line.substring("JAVA_VERSION=".length()).replace("\"", "").strip();
          return Optional.of(Version.parse(text));
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      // No JDK, or one from before versions had this form.
    }
    return Optional.empty();
  }

  /// The JDK's `java` program.
  public Path java() {
    return program("java");
  }

  /// Whether no fault is known in this version that would hurt a kernel.
  public boolean healthy() {
    return version.compareToIgnoreOptional(OLDEST_HEALTHY) >= 0;
  }

  @Override
  public String toString() {
    return "Java %s at %s".formatted(release(), home);
  }

  /// The numbers of the version, as in `25.0.3`: what a `release` file says.
  public String release() {
    List<Integer> numbers = version.version();
    return String.join(".", numbers.stream().map(String::valueOf).toList());
  }

  private Path program(String name) {
    Path plain = home.resolve("bin").resolve(name);
    Path windows = home.resolve("bin").resolve(name + ".exe");
    return Files.exists(windows) ? windows : plain;
  }

  private static Path homeOf(Path folderOrProgram) {
    Path path = folderOrProgram.toAbsolutePath().normalize();
    if (Files.isRegularFile(path)) {
      try {
        Path bin = path.toRealPath().getParent();
        Path home = bin == null ? null : bin.getParent();
        return home == null ? path : home;
      } catch (IOException e) {
        return path;
      }
    }
    Path mac = path.resolve("Contents").resolve("Home");
    return Files.isDirectory(mac) ? mac : path;
  }
}
