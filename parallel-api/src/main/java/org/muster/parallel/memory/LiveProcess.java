package org.muster.parallel.memory;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/// Processes as numbers that fit into one word of shared memory, so that others see who took
/// something and whether that process still lives.
///
/// The low half is the process id, shifted by two: [#SPARE] bits are free for whoever keeps the
/// number. The high half is when the process started, because the system gives process ids again.
/// No process has the number 0.
public final class LiveProcess {

  /// This one.
  public static final long SELF = self();

  /// The bits that no number uses.
  public static final long SPARE = 3;

  private static final int SPARE_BITS = 2;
  private static final long START = 0xffff_ffffL;
  private static final long GONE = -1;
  private static final long UNKNOWN = -2;

  private LiveProcess() {}

  private static long self() {
    long self = number(SharedSegment.PID);
    if (self == 0) { // a lock that has this owner is free
      throw new IllegalStateException("the system does not tell when this process has started");
    }
    return self;
  }

  /// The process id in a number.
  public static long pid(long number) {
    return (number & 0xffff_ffffL) >>> SPARE_BITS;
  }

  /// Whether the process is there and can still do something; true if that cannot be found out.
  /// Reads a file: not for each round of a short loop.
  public static boolean isAlive(long number) {
    long process = number & ~SPARE;
    if (process == SELF) {
      return true;
    }
    long pid = pid(process);
    long start = started(pid);
    return start == UNKNOWN || number(pid, start) == process;
  }

  /// The number of the process that has this id now, or 0 if none has it.
  public static long number(long pid) {
    return number(pid, started(pid));
  }

  private static long number(long pid, long start) {
    return start < 0 ? 0 : (start & START) << 32 | pid << SPARE_BITS;
  }

  private static long started(long pid) {
    return Stat.THERE ? Stat.start(pid) : start(pid);
  }

  private static long start(long pid) {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .map(process -> process.info().startInstant().orElse(Instant.EPOCH).toEpochMilli())
        .orElse(GONE);
  }

  /// What Linux says about processes. The JDK computes an instant from it with the clock, which may
  /// be set between two questions.
  private static final class Stat {

    static final boolean THERE = Files.exists(Path.of("/proc/self/stat"));

    private static final int STATE = 0;
    private static final int THREADS = 17;
    private static final int START = 19;

    /// When the process started, in ticks since the system did. One that was killed and that its
    /// parent has not asked for is gone once its last thread is.
    static long start(long pid) {
      String line;
      // Not by a channel: that closes if the thread is interrupted, and a live process looked dead.
      try (var file = new FileInputStream("/proc/" + pid + "/stat")) {
        line = new String(file.readAllBytes(), StandardCharsets.ISO_8859_1);
      } catch (IOException e) {
        // Gone, or this process has too many files open: then a ProcessHandle sees nobody either.
        return Files.notExists(Path.of("/proc/" + pid)) ? GONE : UNKNOWN;
      }
      String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
      boolean ended = fields[STATE].equals("Z") || fields[STATE].equals("X");
      return ended && Integer.parseInt(fields[THREADS]) <= 1 ? GONE : Long.parseLong(fields[START]);
    }
  }
}
