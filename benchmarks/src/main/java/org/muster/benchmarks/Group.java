package org.muster.benchmarks;

import java.util.List;
import org.muster.benchmarks.Benchmark.Size;

/// What belongs together: a section of the report, and a word on the command line.
///
/// @param word how it is asked for on the command line
/// @param title of the section
/// @param about what a reader has to know about the numbers
public record Group(String word, String title, String about, List<Benchmark> benchmarks) {

  public Group {
    benchmarks = List.copyOf(benchmarks);
  }

  /// All of them, in the order in which they run.
  ///
  /// @param size how much work each benchmark is
  static List<Group> all(Size size) {
    return List.of(
        Pools.group(size),
        BigArrays.group(size),
        Cores.group(size),
        Processes.group(size),
        Functions.group(size),
        SharedState.group(size),
        Values.group(size),
        Scheduling.group(size),
        Kernels.group(size));
  }

  /// With some of its benchmarks only.
  Group having(List<Benchmark> chosen) {
    return new Group(word, title, about, chosen);
  }

  List<Race> races() {
    return benchmarks.stream().filter(Race.class::isInstance).map(Race.class::cast).toList();
  }
}
