package org.muster.benchmarks;

import java.util.List;
import org.muster.benchmarks.Benchmark.Size;
import org.muster.benchmarks.JmhBenchmark.Row;

/// The packed form of boxed numbers against `java.io` serialization, the floor.
final class Values {

  private static final String FLOOR = "java.io";

  private Values() {}

  static Group group(Size size) {
    String about =
        """
        Measured by JMH in one JVM, one method after the other; a round is one of its iterations.
        `java.io` serialization is the floor.
        """;
    var codec =
        new JmhBenchmark(
            "codec",
            size,
            CodecSuite.class,
            List.of(
                new Row(
                    new Figure("encode", "encode 100,000 `Integer`s"),
                    "encodeWithCodec",
                    FLOOR,
                    "encodeWithJavaIo"),
                new Row(
                    new Figure("decode", "decode 100,000 `Integer`s"),
                    "decodeWithCodec",
                    FLOOR,
                    "decodeWithJavaIo")));
    return new Group("values", "Values to bytes", about, List.of(codec));
  }
}
