package org.muster.parallel.queue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.memory.LiveProcess;
import org.muster.parallel.memory.SharedBlock;
import org.muster.parallel.sync.Wait;

/// Two queues between two sides, one each way, and which process each side belongs to.
///
/// **Threads.** Any.
public final class Sides {

  private static final int PAGE = 4096;
  private static final int CAPACITY = 10_000;
  private static final long LOOK_NANOS = 50_000_000;

  /// Offsets in a side's line of memory.
  private static final int PROCESS = 0;

  private static final int CLOSED = 8;
  private static final int LINE = 64;

  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();
  private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();

  private final SharedBlock block;
  private final MemorySegment memory;
  private final Side[] sides;

  /// @param chunks of each queue
  public Sides(SharedBlock block, int chunks) {
    this.block = block;
    memory = block.memory();
    var there = new RecordQueue(block, PAGE, CAPACITY, chunks);
    var back = new RecordQueue(block, RecordQueue.end(PAGE, chunks), CAPACITY, chunks);
    sides = new Side[] {new Side(0, there, back), new Side(LINE, back, there)};
  }

  /// How much memory two queues of so many chunks take.
  public static long bytes(int chunks) {
    return RecordQueue.end(RecordQueue.end(PAGE, chunks), chunks);
  }

  /// One of the two.
  public Side side(int number) {
    return sides[number];
  }

  /// What one side does.
  public final class Side {

    private final long line;
    private final RecordQueue out;
    private final RecordQueue in;
    private volatile long looked = System.nanoTime();

    private Side(long line, RecordQueue out, RecordQueue in) {
      this.line = line;
      this.out = out;
      this.in = in;
    }

    private Side other() {
      return sides[line == 0 ? 1 : 0];
    }

    /// Waits for room and sends.
    ///
    /// @return false if the other side is gone
    public boolean send(Parts parts) throws InterruptedException {
      use();
      if (isOtherKnownToBeGone()) {
        return false;
      }
      try {
        return out.put(parts, "send()", Wait.ENDLESS, other()::isThere);
      } catch (IllegalStateException e) {
        checkOpen();
        if (out.isClosed()) {
          return false;
        }
        throw e; // for want of memory
      }
    }

    /// Waits for what was sent.
    ///
    /// @return null if the time is over first, or the other side is gone
    public @Nullable Parts receive(long nanos) throws InterruptedException {
      use();
      Parts parts = in.take("receive()", nanos, other()::isThere);
      if (parts == null) {
        checkOpen();
      }
      return parts;
    }

    /// What was sent already, or null.
    public @Nullable Parts poll() {
      use();
      return in.poll();
    }

    /// Whether the other side is closed or its process has ended.
    public boolean isOtherGone() {
      return !other().isThere();
    }

    /// As [#isOtherGone], for those who ask often: that a process has ended is noticed within 50
    /// ms.
    public boolean isOtherKnownToBeGone() {
      long now = System.nanoTime();
      if (now - looked < LOOK_NANOS) {
        return other().isClosed();
      }
      looked = now;
      return isOtherGone();
    }

    /// For a message.
    public String whyOtherIsGone() {
      return other().isClosed()
          ? "it was closed"
          : "its process %d has ended".formatted(LiveProcess.pid(other().process()));
    }

    /// This process has it from now on.
    public void arrive() {
      LONG.setVolatile(memory, line + PROCESS, LiveProcess.SELF);
    }

    private void use() {
      checkOpen();
      if (process() != LiveProcess.SELF) {
        arrive();
      }
    }

    private long process() {
      return (long) LONG.getVolatile(memory, line + PROCESS);
    }

    private boolean isThere() {
      long process = process();
      return !isClosed() && (process == 0 || LiveProcess.isAlive(process));
    }

    private boolean isClosed() {
      return (int) INT.getVolatile(memory, line + CLOSED) != 0;
    }

    private void checkOpen() {
      if (isClosed()) {
        throw new IllegalStateException("this end of the %s is closed".formatted(block));
      }
    }

    /// Closes it for all processes.
    public void close() {
      INT.setVolatile(memory, line + CLOSED, 1);
      out.close();
      in.close();
    }
  }
}
