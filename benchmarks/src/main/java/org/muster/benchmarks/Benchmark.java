package org.muster.benchmarks;

import java.util.List;

/// Something that can be measured by name.
public sealed interface Benchmark permits Race, CodecBenchmark {

  /// How it is asked for on the command line.
  String name();

  /// All of them, in the order in which they run.
  ///
  /// @param size how much work each of them is
  static List<Benchmark> all(Size size) {
    return List.of(
        Race.start(size),
        Race.apply(size),
        Race.map(size),
        Race.mapByOne(size),
        Race.imapByOne(size),
        new CodecBenchmark(size));
  }

  /// How much work: enough to be quoted, or just enough to see that everything works.
  enum Size {
    FULL,
    QUICK
  }
}
