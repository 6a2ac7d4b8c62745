package org.muster.parallel.pool;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.codec.ValueCodec;
import org.muster.parallel.pool.Worker.Assigned;
import org.muster.parallel.pool.Worker.Load;
import org.muster.parallel.spi.CellClass;
import org.muster.parallel.spi.WaitingCall;
import org.muster.parallel.wire.Frame;
import org.muster.parallel.wire.Payload;

/// Calls that go to a worker in one message. They have the same classes, and either the same call
/// site or each a graph of its own.
///
/// @param site the call site's example, or null
/// @param like a task with the classes of all
record Together(@Nullable PackedTask site, PackedTask like, List<Assigned> calls) {

  /// A call with a larger graph is sent by itself: perhaps the worker has it already.
  private static final int MOST_BYTES_EACH = 2048;

  private static final int MOST_BYTES = 256 << 10;

  private static final Frame NOTHING = new Frame.Bytes(new byte[0]);

  /// Takes calls that can go together off a queue.
  ///
  /// @return null if the first one cannot go with others
  static @Nullable Together take(
      Queue<? extends WaitingCall> waiting, int most, Consumer<WaitingCall> taken) {
    WaitingCall first = waiting.element();
    if (!isSmall(first)) {
      return null;
    }
    PackedTask like = packed(first);
    PackedTask site = first.job().task() instanceof SiteCall ? like : null;
    var load = new Load();
    List<Assigned> calls = new ArrayList<>(Math.min(most, waiting.size()));
    int bytes = 0;
    WaitingCall next = first;
    while (next != null && calls.size() < most && bytes < MOST_BYTES) {
      boolean fits = site == null ? isLike(next, like) : isOf(next, like);
      if (next.isWanted()) {
        if (!fits) {
          break;
        }
        calls.add(new Assigned(next.job(), next.chunk(), next.sink(), load));
        bytes += site == null ? packed(next).graph().length : 0;
        taken.accept(next);
      }
      waiting.remove();
      next = waiting.peek();
    }
    return new Together(site, like, calls);
  }

  private static PackedTask packed(WaitingCall call) {
    return ((Shipped) call.job().task()).packed();
  }

  private static boolean isSmall(WaitingCall call) {
    return call.job().task() instanceof SiteCall || isSmall(packed(call));
  }

  private static boolean isSmall(PackedTask task) {
    return task.blobs().isEmpty() && task.graph().length <= MOST_BYTES_EACH;
  }

  @SuppressWarnings("ReferenceEquality") // an example is kept as long as it is right
  private static boolean isOf(WaitingCall call, PackedTask site) {
    return call.job().task() instanceof SiteCall s && s.packed() == site;
  }

  @SuppressWarnings("ReferenceEquality")
  private static boolean isLike(WaitingCall call, PackedTask like) {
    PackedTask task = packed(call);
    return call.job().task() instanceof ShippedTask
        && isSmall(task)
        && task.loader() == like.loader()
        && sameClasses(task.classes(), like.classes());
  }

  @SuppressWarnings("ReferenceEquality") // the same object nearly always
  private static boolean sameClasses(List<CellClass> a, List<CellClass> b) {
    return a == b || a.equals(b);
  }

  long[] ids() {
    return calls.stream().mapToLong(call -> call.chunk().id()).toArray();
  }

  Payload payload() {
    return site == null ? graphs() : values();
  }

  /// Two frames for all first values, two for all second ones, and so on. They are small, so that
  /// this may be done on the event loop.
  private Payload values() {
    int width = values(0).length;
    List<Frame> frames = new ArrayList<>(2 * width);
    var graphs = new ItemGraphs(like.loader());
    for (int place = 0; place < width; place++) {
      @Nullable Object[] values = new Object[calls.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = values(i)[place];
      }
      List<Frame> column = ValueCodec.encode(values, graphs).frames();
      frames.add(column.getFirst());
      frames.add(column.size() > 1 ? column.get(1) : NOTHING);
    }
    return new Payload(frames);
  }

  private @Nullable Object[] values(int call) {
    return ((SiteCall) calls.get(call).job().task()).values();
  }

  private Payload graphs() {
    int size = 0;
    for (Assigned call : calls) {
      size += Integer.BYTES + graph(call).length;
    }
    ByteBuffer all = ByteBuffer.allocate(size);
    for (Assigned call : calls) {
      all.putInt(graph(call).length).put(graph(call));
    }
    return Payload.of(all.array());
  }

  private static byte[] graph(Assigned call) {
    return ((Shipped) call.job().task()).packed().graph();
  }
}
