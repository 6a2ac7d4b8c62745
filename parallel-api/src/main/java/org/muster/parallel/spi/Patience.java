package org.muster.parallel.spi;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/// Looks for something again and again for some microseconds before its thread goes to sleep.
///
/// Where a processor has nothing to do, to sleep and be woken takes 40 to 80 µs on a virtual
/// machine, several times what a short task does. Looking takes a processor, and may keep the very
/// thread from running that is waited for. So it is done only while there are processors to spare,
/// for [#LONGEST_NANOS] at most, and hardly any more where it was in vain before.
///
/// **Threads.** Belongs to one thread.
public final class Patience {

  private static final long LONGEST_NANOS = 50_000;
  private static final long SHORTEST_NANOS = 2_000;

  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  /// Whoever waits, whoever answers, and something else.
  private static final int FEWEST_PROCESSORS = 3;

  /// Says how many threads of this machine run or could run.
  private static final Path LOAD = Path.of("/proc/loadavg");

  private static final boolean LOAD_IS_KNOWN = Files.isReadable(LOAD);
  private static final int LOAD_BYTES = 128;
  private static final long LOAD_HOLDS_NANOS = 50_000_000;

  private static volatile long loadSeen = System.nanoTime() - LOAD_HOLDS_NANOS;
  private static volatile boolean crowded;

  private long nanos = LONGEST_NANOS;

  /// Whether it is there, looking for a moment.
  ///
  /// @param there looks
  public boolean awaits(BooleanSupplier there) {
    if (there.getAsBoolean()) {
      return true;
    }
    long begin = System.nanoTime();
    if (isCrowded(begin)) {
      return false;
    }
    do {
      if (there.getAsBoolean()) {
        nanos = LONGEST_NANOS;
        return true;
      }
      Thread.onSpinWait();
    } while (System.nanoTime() - begin < nanos);
    nanos = Math.max(SHORTEST_NANOS, nanos / 2);
    return false;
  }

  /// Whether more threads want to run than there are processors. Then none of these sleeps, and a
  /// thread that is woken runs at once.
  private static boolean isCrowded(long now) {
    if (PROCESSORS < FEWEST_PROCESSORS) {
      return true;
    }
    if (LOAD_IS_KNOWN && now - loadSeen > LOAD_HOLDS_NANOS) {
      loadSeen = now;
      crowded = runnable() > PROCESSORS;
    }
    return crowded;
  }

  /// The fourth field of the file begins with it: `0.20 0.18 0.12 3/80 11206`.
  private static int runnable() {
    try (var in = new FileInputStream(LOAD.toFile())) { // no channel: those end with an interrupt
      String text = new String(in.readNBytes(LOAD_BYTES), StandardCharsets.US_ASCII);
      String running = text.split(" ", -1)[3];
      return Integer.parseInt(running.substring(0, running.indexOf('/')));
    } catch (IOException | RuntimeException e) {
      return 0;
    }
  }
}
