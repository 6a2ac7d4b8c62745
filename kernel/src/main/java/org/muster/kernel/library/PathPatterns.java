package org.muster.kernel.library;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Finds files as a shell would: `*`, `?`, `[…]`, `{…,…}`, `**` for any depth, `~` for the home
/// folder; relative to the folder that the notebook runs in.
public final class PathPatterns {

  private static final Pattern SPECIAL = Pattern.compile("[*?\\[{]");

  private PathPatterns() {}

  /// The files and folders that a pattern means, in the order of their names.
  ///
  /// @throws LibraryException if there are none
  public static List<Path> expand(String pattern) {
    String text = pattern;
    if (text.equals("~") || text.startsWith("~/")) {
      text = System.getProperty("user.home") + text.substring(1);
    }
    try {
      return SPECIAL.matcher(text).find() ? matches(pattern, text) : List.of(existing(text));
    } catch (InvalidPathException | PatternSyntaxException e) {
      throw new LibraryException(
          "`%s` is neither a path nor a pattern: %s".formatted(pattern, e.getMessage()), e);
    }
  }

  /// The jars that a pattern means; of a folder, those in it.
  ///
  /// @throws LibraryException if there are none
  public static List<Path> jars(String pattern) {
    List<Path> jars = new ArrayList<>();
    for (Path found : expand(pattern)) {
      if (!Files.isDirectory(found)) {
        jars.add(found);
        continue;
      }
      try (var files = Files.list(found)) {
        files
            .filter(file -> file.toString().endsWith(".jar") && Files.isRegularFile(file))
            .sorted()
            .forEach(jars::add);
      } catch (IOException e) {
        throw new LibraryException("%s cannot be read: %s".formatted(found, e), e);
      }
    }
    if (jars.isEmpty()) {
      throw new LibraryException("there is no jar in %s".formatted(pattern));
    }
    return jars;
  }

  private static Path existing(String text) {
    Path path = Path.of(text).toAbsolutePath().normalize();
    if (!Files.exists(path)) {
      throw new LibraryException(
          "%s does not exist; the notebook runs in %s"
              .formatted(text, Path.of("").toAbsolutePath()));
    }
    return path;
  }

  private static List<Path> matches(String pattern, String text) {
    List<String> parts = Arrays.asList(text.split("/", -1));
    int fixed = 0;
    while (!SPECIAL.matcher(parts.get(fixed)).find()) {
      fixed++;
    }
    Path base =
        Path.of(text.startsWith("/") ? "/" : "", parts.subList(0, fixed).toArray(String[]::new))
            .toAbsolutePath()
            .normalize();
    List<String> rest = parts.subList(fixed, parts.size());
    String glob = String.join("/", rest).replaceAll("/+$", "");
    PathMatcher matcher = base.getFileSystem().getPathMatcher("glob:" + glob);
    int depth = glob.contains("**") ? Integer.MAX_VALUE : rest.size();
    List<Path> found;
    if (!Files.isDirectory(base)) {
      found = List.of();
    } else {
      try (var files = Files.walk(base, depth, FileVisitOption.FOLLOW_LINKS)) {
        found = files.filter(file -> matcher.matches(base.relativize(file))).sorted().toList();
      } catch (IOException | java.io.UncheckedIOException e) {
        throw new LibraryException("%s cannot be read: %s".formatted(base, e), e);
      }
    }
    if (found.isEmpty()) {
      throw new LibraryException(
          "`%s` matches nothing; it was looked for in %s".formatted(pattern, base));
    }
    return found;
  }
}
