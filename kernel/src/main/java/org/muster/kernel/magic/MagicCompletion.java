package org.muster.kernel.magic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.muster.kernel.eval.CodeAssistant.Completions;

/// Completes what stands behind a `%`: names of magics, files, and coordinates of the libraries
/// that Maven's local repository has.
final class MagicCompletion {

  private static final int MOST = 200;
  private static final Set<String> OF_FILES = Set.of("load", "jars", "classpath", "loadFromPOM");
  private static final Set<String> OF_COORDINATES =
      Set.of("maven", "addMavenDependency", "addMavenDependencies");

  private MagicCompletion() {}

  /// What could stand at the cursor, which is in the line of a magic; null if it is in the code
  /// that a magic takes.
  ///
  /// @param line from the percent sign to the cursor
  /// @param start where the line begins in the cell, in code points
  static @Nullable Completions complete(String line, int start, Magics magics) {
    boolean ofCell = line.startsWith("%%");
    int name = ofCell ? 2 : 1;
    MagicCall call = MagicCall.parse(line, name);
    int end = start + line.codePointCount(0, line.length());
    if (call.argumentsStart() == line.length()) {
      List<String> names = (ofCell ? magics.cellNames() : magics.lineNames());
      Stream<String> matches =
          names.stream()
              .filter(each -> each.startsWith(call.name()))
              .map(each -> (ofCell ? "%%" : "%") + each);
      Stream<String> ofCells =
          line.equals("%") ? magics.cellNames().stream().map(each -> "%%" + each) : Stream.of();
      return new Completions(Stream.concat(matches, ofCells).toList(), start, end);
    }
    int word = line.length();
    while (word > call.argumentsStart() && !Character.isWhitespace(line.charAt(word - 1))) {
      word--;
    }
    int from = start + line.codePointCount(0, word);
    String typed = line.substring(word);
    if (OF_FILES.contains(call.name())) {
      return new Completions(files(typed), from, end);
    }
    if (OF_COORDINATES.contains(call.name())) {
      return new Completions(coordinates(typed, localRepository()), from, end);
    }
    return call.name().startsWith("time") ? null : new Completions(List.of(), end, end);
  }

  private static List<String> files(String typed) {
    int slash = typed.lastIndexOf('/') + 1;
    String folder = typed.substring(0, slash);
    String home = System.getProperty("user.home");
    try {
      Path in = Path.of(folder.startsWith("~/") ? home + folder.substring(1) : folder);
      String prefix = typed.substring(slash);
      return children(folder.isEmpty() ? Path.of(".") : in).stream()
          .filter(each -> !each.getFileName().toString().startsWith(".") || prefix.startsWith("."))
          .map(each -> each.getFileName() + (Files.isDirectory(each) ? "/" : ""))
          .filter(name -> name.startsWith(prefix))
          .map(name -> folder + name)
          .limit(MOST)
          .toList();
    } catch (InvalidPathException e) {
      return List.of();
    }
  }

  /// `group:artifact:version`, one part at a time; of a group also a part, as its folders are.
  private static List<String> coordinates(String typed, Path repository) {
    String[] parts = typed.split(":", -1);
    if (parts.length == 1) {
      int point = typed.lastIndexOf('.') + 1;
      String before = typed.substring(0, point);
      String prefix = typed.substring(point);
      return children(repository.resolve(before.replace('.', '/'))).stream()
          .filter(Files::isDirectory)
          .filter(each -> each.getFileName().toString().startsWith(prefix))
          .map(each -> before + each.getFileName() + (isGroup(each) ? ":" : "."))
          .limit(MOST)
          .toList();
    }
    Path group = repository.resolve(parts[0].replace('.', '/'));
    if (parts.length == 2) {
      return children(group).stream()
          .filter(each -> isArtifact(each) && each.getFileName().toString().startsWith(parts[1]))
          .map(each -> parts[0] + ":" + each.getFileName() + ":")
          .limit(MOST)
          .toList();
    }
    String last = parts[parts.length - 1];
    String before = typed.substring(0, typed.length() - last.length());
    return children(group.resolve(parts[1])).stream()
        .filter(each -> Files.isDirectory(each) && each.getFileName().toString().startsWith(last))
        .map(each -> before + each.getFileName())
        .toList()
        .reversed(); // the newest first
  }

  private static boolean isGroup(Path folder) {
    return children(folder).stream().anyMatch(MagicCompletion::isArtifact);
  }

  /// Whether the folders in it are versions: they hold a POM or a jar of the artifact's name.
  private static boolean isArtifact(Path folder) {
    String name = folder.getFileName().toString();
    return children(folder).stream()
        .filter(Files::isDirectory)
        .anyMatch(version ->
            Files.exists(version.resolve(name + "-" + version.getFileName() + ".pom"))
                || Files.exists(version.resolve(name + "-" + version.getFileName() + ".jar")));
  }

  private static List<Path> children(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /// As Maven finds it; its settings are not read in full, which takes far longer than people wait
  /// for a completion.
  private static Path localRepository() {
    Path maven = Path.of(System.getProperty("user.home"), ".m2");
    String said = System.getProperty("maven.repo.local");
    if (said != null && !said.isBlank()) {
      return Path.of(said);
    }
    try {
      Matcher setting =
          Pattern.compile("<localRepository>\\s*([^<$]+?)\\s*</localRepository>")
              .matcher(Files.readString(maven.resolve("settings.xml")));
      return setting.find() ? Path.of(setting.group(1)) : maven.resolve("repository");
    } catch (IOException | InvalidPathException e) {
      return maven.resolve("repository");
    }
  }
}
