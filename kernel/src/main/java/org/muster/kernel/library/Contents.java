package org.muster.kernel.library;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/// What is in a jar or a folder, as far as it tells libraries and their versions apart.
///
/// @param coordinates null if neither the jar nor its name says them
/// @param classes checksum by entry name; a jar's are in its directory, so that nothing has to be
///   unpacked
record Contents(@Nullable Coordinates coordinates, Map<String, Long> classes) {

  private static final Pattern POM_PROPERTIES =
      Pattern.compile("META-INF/maven/[^/]+/[^/]+/pom\\.properties");
  private static final Pattern VERSIONED_NAME = Pattern.compile("(.+?)-(\\d.*)");
  private static final String CLASS = ".class";
  private static final String JAR = ".jar";

  /// Reads a jar or a folder.
  ///
  /// @throws LibraryException if it cannot be used
  static Contents read(Path path) {
    if (!Files.exists(path)) {
      throw new LibraryException("%s does not exist".formatted(path));
    }
    if (!Files.isReadable(path)) {
      throw new LibraryException(
          "%s may not be read: give yourself the permission to".formatted(path));
    }
    try {
      return Files.isDirectory(path) ? ofFolder(path) : ofJar(path);
    } catch (ZipException e) {
      throw new LibraryException(
          "%s is no jar, or a damaged one (%s): get it anew".formatted(path, e.getMessage()), e);
    } catch (IOException e) {
      throw new LibraryException("%s cannot be read: %s".formatted(path, e), e);
    }
  }

  private static Contents ofJar(Path path) throws IOException {
    Map<String, Long> classes = new HashMap<>();
    List<Coordinates> named = new ArrayList<>();
    try (var zip = new ZipFile(path.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        String name = entry.getName();
        if (isClass(name)) {
          classes.put(name, entry.getCrc());
        } else if (POM_PROPERTIES.matcher(name).matches()) {
          try (InputStream in = zip.getInputStream(entry)) {
            Coordinates found = ofProperties(in, path);
            if (found != null) {
              named.add(found);
            }
          }
        }
      }
    }
    return new Contents(coordinates(path, named), classes);
  }

  private static boolean isClass(String name) {
    return name.endsWith(CLASS)
        && !name.startsWith("META-INF/")
        && !name.endsWith("module-info.class")
        && !name.endsWith("package-info.class");
  }

  private static @Nullable Coordinates ofProperties(InputStream in, Path path) throws IOException {
    var properties = new Properties();
    try {
      properties.load(in);
    } catch (IllegalArgumentException e) {
      return null; // not what Maven writes
    }
    String group = properties.getProperty("groupId", "");
    String artifact = properties.getProperty("artifactId", "");
    String version = properties.getProperty("version", "");
    if (group.isEmpty() || artifact.isEmpty() || version.isEmpty()) {
      return null;
    }
    String usual = artifact + "-" + version + "-";
    String name = stem(path);
    String classifier = name.startsWith(usual) ? name.substring(usual.length()) : "";
    return new Coordinates(group, artifact, "jar", classifier, version);
  }

  /// A jar that has others inside says the names of all of them: then its own name has to agree
  /// with one.
  private static @Nullable Coordinates coordinates(Path path, List<Coordinates> named) {
    if (named.size() == 1) {
      return named.getFirst();
    }
    for (Coordinates each : named) {
      if (stem(path).startsWith(each.artifact() + "-" + each.version())) {
        return each;
      }
    }
    Matcher name = VERSIONED_NAME.matcher(stem(path));
    return name.matches() ? new Coordinates("", name.group(1), "jar", "", name.group(2)) : null;
  }

  private static String stem(Path path) {
    String name = path.getFileName().toString();
    return name.endsWith(JAR) ? name.substring(0, name.length() - JAR.length()) : name;
  }

  private static Contents ofFolder(Path folder) throws IOException {
    Map<String, Long> classes = new HashMap<>();
    int others = 0;
    boolean jars = false;
    boolean sources = false;
    try (var files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        String name = folder.relativize(file).toString().replace('\\', '/');
        jars |= name.endsWith(JAR);
        sources |= name.endsWith(".java");
        if (isClass(name)) {
          var sum = new CRC32();
          sum.update(Files.readAllBytes(file));
          classes.put(name, sum.getValue());
        } else {
          others++;
        }
      }
    }
    if (classes.isEmpty() && (others == 0 || jars || sources)) {
      throw new LibraryException(
          "%s has no classes%s"
              .formatted(
                  folder,
                  jars
                      ? ": it has jars, add them with %jars " + folder
                      : sources ? ": it has sources, add the folder they are compiled to" : ""));
    }
    return new Contents(null, classes);
  }

  boolean hasClassIn(String folder) {
    return classes.keySet().stream().anyMatch(name -> name.startsWith(folder));
  }

  /// A class that both have, in different content or not; null if they have none in common.
  @Nullable String sharedClass(Contents other, boolean onlyIfDifferent) {
    for (Map.Entry<String, Long> mine : classes.entrySet()) {
      Long theirs = other.classes.get(mine.getKey());
      if (theirs != null && !(onlyIfDifferent && theirs.equals(mine.getValue()))) {
        String name = mine.getKey();
        return name.substring(0, name.length() - CLASS.length()).replace('/', '.');
      }
    }
    return null;
  }
}
