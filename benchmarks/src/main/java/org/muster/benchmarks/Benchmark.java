package org.muster.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Something that can be measured by name.
public sealed interface Benchmark permits Race, CodecBenchmark {

  /// How it is asked for on the command line.
  String name();

  /// Where the report has it.
  Group group();

  /// All of them, in the order in which they run.
  ///
  /// @param size how much work each of them is
  static List<Benchmark> all(Size size) {
    Stream<Benchmark> pools =
        Stream.of(
            Race.start(size),
            Race.apply(size),
            Race.map(size),
            Race.mapByOne(size),
            Race.imapByOne(size),
            Race.futures(size));
    return Stream.of(pools, Functions.all(size).stream(), Stream.of(new CodecBenchmark(size)))
        .<Benchmark>flatMap(each -> each)
        .toList();
  }

  /// What belongs together in the report, and can be asked for together.
  enum Group {
    POOLS,
    FUNCTIONS,
    VALUES;

    /// How it is asked for on the command line.
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// How much work: enough to be quoted, or just enough to see that everything works.
  enum Size {
    FULL,
    QUICK
  }
}
