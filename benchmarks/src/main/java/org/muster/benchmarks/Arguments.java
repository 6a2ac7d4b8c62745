package org.muster.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.muster.benchmarks.Benchmark.Group;
import org.muster.benchmarks.Benchmark.Size;

/// The command line: `[NAME…] [--quick] [--output FILE]`. A name is that of a benchmark or of a
/// group of them.
///
/// @param benchmarks what to run, in the order of [Benchmark#all]
/// @param output where the report goes besides standard output
record Arguments(List<Benchmark> benchmarks, Size size, Optional<Path> output) {

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
    return new Arguments(choose(names, Benchmark.all(size)), size, output);
  }

  private static List<Benchmark> choose(List<String> names, List<Benchmark> all) {
    List<String> known = all.stream().map(Benchmark::name).toList();
    List<String> groups = Stream.of(Group.values()).map(Group::word).toList();
    for (String name : names) {
      if (!known.contains(name) && !groups.contains(name)) {
        throw BenchmarkException.refused(
            "there is no benchmark `%s`; there are %s, and the groups %s."
                .formatted(name, String.join(", ", known), String.join(", ", groups)));
      }
    }
    return all.stream().filter(each -> names.isEmpty() || isNamed(each, names)).toList();
  }

  private static boolean isNamed(Benchmark benchmark, List<String> names) {
    return names.contains(benchmark.name()) || names.contains(benchmark.group().word());
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

  List<Race> races(Group group) {
    return benchmarks.stream()
        .filter(each -> each.group() == group)
        .filter(Race.class::isInstance)
        .map(Race.class::cast)
        .toList();
  }

  Optional<CodecBenchmark> codec() {
    return benchmarks.stream()
        .filter(CodecBenchmark.class::isInstance)
        .map(CodecBenchmark.class::cast)
        .findFirst();
  }
}
