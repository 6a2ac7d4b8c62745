package org.muster.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.muster.benchmarks.Benchmark.Size;

/// The command line: `[NAME…] [--quick] [--output FILE]`. A name is that of a benchmark or of a
/// group of them.
///
/// @param groups what to run, in the order of [Group#all]
/// @param output where the report goes besides standard output
record Arguments(List<Group> groups, Size size, Optional<Path> output) {

  /// @throws BenchmarkException if they make no sense; the message says which do
  static Arguments parse(List<String> words) {
    List<String> names = new ArrayList<>();
    Size size = Size.FULL;
    Optional<Path> output = Optional.empty();
    for (var rest = words.iterator(); rest.hasNext(); ) {
      String word = rest.next();
      if (word.equals("--quick")) {
        size = Size.QUICK;
      } else if (word.equals("--output")) {
        if (!rest.hasNext()) {
          throw BenchmarkException.refused("--output needs the name of a file.");
        }
        output = Optional.of(writable(Path.of(rest.next())));
      } else if (word.startsWith("-")) {
        throw BenchmarkException.refused(
            "there is no option `%s`; there are --quick and --output FILE.".formatted(word));
      } else {
        names.add(word);
      }
    }
    return new Arguments(choose(names, Group.all(size)), size, output);
  }

  private static List<Group> choose(List<String> names, List<Group> all) {
    List<String> known =
        all.stream().flatMap(group -> group.benchmarks().stream()).map(Benchmark::name).toList();
    List<String> words = all.stream().map(Group::word).toList();
    for (String name : names) {
      if (!known.contains(name) && !words.contains(name)) {
        throw BenchmarkException.refused(
            "there is no benchmark `%s`; there are %s, and the groups %s."
                .formatted(name, String.join(", ", known), String.join(", ", words)));
      }
    }
    return all.stream()
        .map(group -> group.having(chosen(group, names)))
        .filter(group -> !group.benchmarks().isEmpty())
        .toList();
  }

  private static List<Benchmark> chosen(Group group, List<String> names) {
    if (names.isEmpty() || names.contains(group.word())) {
      return group.benchmarks();
    }
    return group.benchmarks().stream().filter(each -> names.contains(each.name())).toList();
  }

  /// Asked before minutes of measuring, not after.
  private static Path writable(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(file)) {
      throw BenchmarkException.refused(
          "cannot write the report to `%s`: its folder must exist, and it must not be one."
              .formatted(file));
    }
    return file;
  }

  List<Race> races() {
    return groups.stream().flatMap(group -> group.races().stream()).toList();
  }
}
