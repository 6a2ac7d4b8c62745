package org.muster.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.muster.parallel.SharedArray;
import org.muster.parallel.SharedLong;
import org.muster.parallel.memory.SharedMutex;
import org.muster.parallel.memory.SharedSegment;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.JJ_Result;
import org.openjdk.jcstress.infra.results.J_Result;

/// What jcstress tries millions of times for [SharedMemoryStressTest]: each class is a little
/// program of two threads, with the results that it may have. Any other result is a fault in the
/// layout of shared memory, or in the order in which it is read and written.
///
/// jcstress makes [#AT_ONCE] states ahead and closes none, so they have places in a few objects: a
/// place comes round again when the one that had it is long gone.
public final class SharedMemoryStress {

  /// How many states jcstress has at once, in so many strides.
  static final int STRIDES = 16;

  static final int AT_ONCE = STRIDES * 16;

  private static final int PLACES = 4 * AT_ONCE;
  private static final int PLACE = 128;

  /// On another cache line than the start of the place, where a mutex is.
  private static final int DATA = 64;

  private static final AtomicLong NEXT = new AtomicLong();
  private static final MemorySegment MEMORY = memory();
  private static final SharedArray.Longs LONGS = SharedArray.ofLongs(PLACES);

  private static final SharedLong[] VALUES = new SharedLong[PLACES];

  static {
    Arrays.setAll(VALUES, _ -> SharedLong.of(0));
  }

  private SharedMemoryStress() {}

  private static MemorySegment memory() {
    try {
      return SharedSegment.create((long) PLACES * PLACE).memory();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SharedLong nextValue() {
    SharedLong value = VALUES[(int) nextIndex()];
    value.set(0);
    return value;
  }

  private static long nextIndex() {
    long index = NEXT.getAndIncrement() % PLACES;
    LONGS.set(index, 0);
    MEMORY.asSlice(index * PLACE, PLACE).fill((byte) 0);
    return index;
  }

  /// Two mutexes that stand for the same bytes, as those of two processes do.
  public abstract static class Guarded {
    private final long place = nextIndex() * PLACE;
    private final SharedMutex one = new SharedMutex(MEMORY, place);
    private final SharedMutex other = new SharedMutex(MEMORY, place);

    final SharedMutex one() {
      return one;
    }

    final SharedMutex other() {
      return other;
    }

    final int get(int index) {
      return MEMORY.get(ValueLayout.JAVA_INT, place + DATA + (long) index * Integer.BYTES);
    }

    final void set(int index, int value) {
      MEMORY.set(ValueLayout.JAVA_INT, place + DATA + (long) index * Integer.BYTES, value);
    }
  }

  /// One at a time: no increment in two steps is lost.
  @JCStressTest
  @Outcome(id = "2", expect = Expect.ACCEPTABLE)
  @Outcome(expect = Expect.FORBIDDEN, desc = "an increment was lost")
  @State
  public static class MutexExcludes extends Guarded {

    private void increment(SharedMutex mutex) {
      boolean _ = mutex.lock();
      try {
        set(0, get(0) + 1);
      } finally {
        mutex.unlock();
      }
    }

    @Actor
    public void first() {
      increment(one());
    }

    @Actor
    public void second() {
      increment(other());
    }

    @Arbiter
    public void count(I_Result result) {
      result.r1 = get(0);
    }
  }

  /// As [MutexExcludes], for one that only tries: what it gets, it has alone.
  @JCStressTest
  @Outcome(
      id = {"1, 0", "2, 1"},
      expect = Expect.ACCEPTABLE)
  @Outcome(expect = Expect.FORBIDDEN, desc = "an increment was lost")
  @State
  public static class MutexThatIsTried extends Guarded {

    @Actor
    public void waits() {
      boolean _ = one().lock();
      set(0, get(0) + 1);
      one().unlock();
    }

    @Actor
    public void tries(II_Result result) {
      if (other().tryAcquire()) {
        set(0, get(0) + 1);
        other().unlock();
        result.r2 = 1;
      }
    }

    @Arbiter
    public void count(II_Result result) {
      result.r1 = get(0);
    }
  }

  /// What was written before an unlock is seen after the lock that follows, also what was written
  /// outside; and what is guarded is seen whole.
  @JCStressTest
  @Outcome(
      id = {"0, 0, 0", "1, 1, 1"},
      expect = Expect.ACCEPTABLE)
  @Outcome(
      id = "1, 0, 0",
      expect = Expect.ACCEPTABLE,
      desc = "written outside, read before the lock came round")
  @Outcome(expect = Expect.FORBIDDEN, desc = "seen in part, or not at all")
  @State
  public static class MutexPublishes extends Guarded {

    @Actor
    public void writes() {
      set(0, 1);
      boolean _ = one().lock();
      set(1, 1);
      set(2, 1);
      one().unlock();
    }

    @Actor
    public void reads(III_Result result) {
      boolean _ = other().lock();
      result.r3 = get(2);
      result.r2 = get(1);
      other().unlock();
      result.r1 = get(0);
    }
  }

  /// Adding is one step.
  @JCStressTest
  @Outcome(
      id = {"1, 2", "2, 1"},
      expect = Expect.ACCEPTABLE)
  @Outcome(expect = Expect.FORBIDDEN, desc = "an increment was lost")
  @State
  public static class LongCounts {
    private final SharedLong value = nextValue();

    @Actor
    public void first(II_Result result) {
      result.r1 = (int) value.incrementAndGet();
    }

    @Actor
    public void second(II_Result result) {
      result.r2 = (int) value.incrementAndGet();
    }
  }

  /// All 64 bits are written at once.
  @JCStressTest
  @Outcome(
      id = {"0", "-1"},
      expect = Expect.ACCEPTABLE)
  @Outcome(expect = Expect.FORBIDDEN, desc = "half a number")
  @State
  public static class ElementIsWhole {
    private final long index = nextIndex();

    @Actor
    public void writes() {
      LONGS.set(index, -1);
    }

    @Actor
    public void reads(J_Result result) {
      result.r1 = LONGS.get(index);
    }
  }

  /// Of two that exchange the same element one is first, and the other one says so.
  @JCStressTest
  @Outcome(
      id = {"1, 0", "0, 2"},
      expect = Expect.ACCEPTABLE)
  @Outcome(expect = Expect.FORBIDDEN, desc = "both or none")
  @State
  public static class ElementIsExchangedOnce {
    private final long index = nextIndex();

    @Actor
    public void first(JJ_Result result) {
      result.r1 = LONGS.compareAndSet(index, 0, 1) ? 1 : 0;
    }

    @Actor
    public void second(JJ_Result result) {
      result.r2 = LONGS.compareAndSet(index, 0, 2) ? 2 : 0;
    }
  }

  /// Neighbours do not disturb each other: an element of one byte is changed within its word.
  @JCStressTest
  @Outcome(id = "10, 20", expect = Expect.ACCEPTABLE)
  @Outcome(expect = Expect.FORBIDDEN, desc = "an element's neighbour was overwritten")
  @State
  public static class NeighboursOfOneByte {
    private static final SharedArray.Bytes BYTES = SharedArray.ofBytes(PLACES * 2L);

    private final long index = nextIndex() * 2;

    public NeighboursOfOneByte() {
      BYTES.set(index, (byte) 0);
      BYTES.set(index + 1, (byte) 0);
    }

    @Actor
    public void left() {
      var _ = BYTES.getAndAdd(index, (byte) 10);
    }

    @Actor
    public void right() {
      BYTES.set(index + 1, (byte) 20);
    }

    @Arbiter
    public void both(II_Result result) {
      result.r1 = BYTES.get(index);
      result.r2 = BYTES.get(index + 1);
    }
  }

  /// What was written before a volatile write is seen by whoever sees that.
  @JCStressTest
  @Outcome(
      id = {"0, 0", "0, 7", "1, 7"},
      expect = Expect.ACCEPTABLE)
  @Outcome(expect = Expect.FORBIDDEN, desc = "the flag was seen, not what came before it")
  @State
  public static class LongPublishes {
    private final SharedLong flag = nextValue();
    private final long index = nextIndex();

    @Actor
    public void writes() {
      LONGS.set(index, 7);
      flag.set(1);
    }

    @Actor
    public void reads(JJ_Result result) {
      result.r1 = flag.get();
      result.r2 = LONGS.get(index);
    }
  }
}
