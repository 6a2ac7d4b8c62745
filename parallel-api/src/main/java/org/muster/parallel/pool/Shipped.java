package org.muster.parallel.pool;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.closure.UnpackException;
import org.muster.parallel.codec.ValueCodec;
import org.muster.parallel.spi.Cargo;
import org.muster.parallel.spi.PreparedTask;
import org.muster.parallel.wire.Payload;

/// A task on its way to worker JVMs: everything that moves is bytes.
interface Shipped extends PreparedTask {

  /// Results, or an exception, as a worker sent them.
  record Sent(Payload payload) implements Cargo {
    @Override
    public long bytes() {
      return payload.bytes();
    }

    @Override
    public void release() {
      payload.release();
    }
  }

  /// The result of one call among those that came in one message.
  record SentTogether(Answers answers, int index) implements Cargo {}

  /// The results of several calls: small values all, read by whoever comes first.
  final class Answers {
    private final Payload payload;
    private @Nullable Object @Nullable [] values; // guarded by this

    Answers(Payload payload) {
      this.payload = payload;
    }

    synchronized @Nullable Object get(int index, ClassLoader loader) {
      @Nullable Object[] all = values;
      if (all == null) {
        all = ValueCodec.decode(payload, new ItemGraphs(loader));
        values = all;
      }
      return all[index];
    }
  }

  /// The task itself, or an example of it.
  PackedTask packed();

  @Override
  default List<String> warnings() {
    return packed().warnings();
  }

  @Override
  default @Nullable Object[] unload(Cargo results) {
    ClassLoader loader = packed().loader();
    try {
      return switch (results) {
        case SentTogether(Answers answers, int index) ->
            new @Nullable Object[] {answers.get(index, loader)};
        default -> ValueCodec.decode(((Sent) results).payload(), new ItemGraphs(loader));
      };
    } catch (UnpackException e) {
      switch (e.getCause()) {
        case RuntimeException own -> throw own; // the value's own code threw it
        case AssertionError own -> throw own;
        case null, default -> throw e;
      }
    } finally {
      results.release();
    }
  }

  @Override
  default Throwable thrown(Cargo failure) {
    return RemoteFailures.decode(((Sent) failure).payload(), packed().loader());
  }
}
