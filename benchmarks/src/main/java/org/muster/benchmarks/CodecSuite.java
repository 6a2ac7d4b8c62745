package org.muster.benchmarks;

import static org.muster.parallel.Items.range;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.codec.ObjectGraphs;
import org.muster.parallel.codec.ValueCodec;
import org.muster.parallel.wire.Payload;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// What JMH measures for [CodecBenchmark]. Public because JMH's generated classes extend it.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecSuite {

  private Object[] values = new Object[0];
  private Payload packed = Payload.EMPTY;
  private byte[] serialized = new byte[0];

  /// Makes the input, and checks that both ways give it back.
  @Setup
  public void encodeBoth() throws IOException, ClassNotFoundException {
    values = range(100_000).toArray();
    packed = encodeWithCodec();
    serialized = encodeWithJavaIo();
    if (!Arrays.equals(values, decodeWithCodec()) || !Arrays.equals(values, decodeWithJavaIo())) {
      throw new IllegalStateException("what was decoded is not what was encoded");
    }
  }

  @Benchmark
  public Payload encodeWithCodec() {
    return ValueCodec.encode(values, NoGraphs.INSTANCE);
  }

  @Benchmark
  public @Nullable Object[] decodeWithCodec() {
    return ValueCodec.decode(packed, NoGraphs.INSTANCE);
  }

  @Benchmark
  public byte[] encodeWithJavaIo() throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(values);
    }
    return bytes.toByteArray();
  }

  @Benchmark
  public Object[] decodeWithJavaIo() throws IOException, ClassNotFoundException {
    try (var in = new ObjectInputStream(new ByteArrayInputStream(serialized))) {
      return (Object[]) in.readObject();
    }
  }

  /// A row of one type of number has a packed form.
  private enum NoGraphs implements ObjectGraphs {
    INSTANCE;

    @Override
    public byte[] write(@Nullable Object[] values) {
      throw new IllegalStateException("the codec did not pack the values");
    }

    @Override
    public @Nullable Object[] read(byte[] graph) {
      throw new IllegalStateException("the codec did not pack the values");
    }
  }
}
