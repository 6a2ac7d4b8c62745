package org.muster.benchmarks;

import java.util.List;
import java.util.Set;
import org.muster.benchmarks.Benchmark.Size;
import org.muster.benchmarks.Peer.Lifetime;

/// The races about large arrays as items and as results: what it costs that data travels.
///
/// [ArrayWork], `numpy_peer.py` and `joblib_peer.py` run them.
final class BigArrays {

  /// How many numbers an array has: 8 MB.
  static final int LENGTH = 1_000_000;

  /// Tasks and checks look at every so manieth number: one in each page of memory.
  static final int STEP = 512;

  private static final int ARRAYS = 8;

  private static final long LOOKED_AT = Math.ceilDiv(LENGTH, STEP);

  /// Every number of array `i` that is looked at is `i`.
  private static final long CHECK = LOOKED_AT * ARRAYS * (ARRAYS - 1) / 2;

  private BigArrays() {}

  static Group group(Size size) {
    String about =
        """
        A `map` over %d arrays of %,d doubles, %d MB each, with %d workers: an ordinary call, without
        anything that is shared by hand. Peers send arrays of NumPy. All arrays are new in each round,
        and the processes ran the same work for at least %s s before.

        - *In*: the task reads one number in each page of the array, and gives one back.
        - *Out*: the task gets a number and gives an array filled with it.
        - *In and out*: the task gives a new array whose numbers are larger by 1.

        joblib writes large items to files in memory, which its workers map.
        """
            .formatted(
                ARRAYS,
                LENGTH,
                LENGTH * Double.BYTES / 1_000_000,
                Race.WORKERS,
                Unit.digits(size.warmUp().toMillis() / 1e3));
    return new Group(
        "arrays",
        "Large arrays",
        about,
        List.of(
            race("arrays-in", "in", CHECK),
            race("arrays-out", "out", CHECK),
            race("arrays-both", "in and out", CHECK + LOOKED_AT * ARRAYS)));
  }

  private static Race race(String name, String way, long check) {
    String title = "%d arrays of %d MB %s".formatted(ARRAYS, LENGTH * 8 / 1_000_000, way);
    return new Race(
        name,
        ARRAYS,
        Lifetime.WARMED,
        check,
        Set.of(Rival.NUMPY, Rival.JOBLIB),
        List.of(new Figure("nanos", title).aimingAt(Target.ratio(3))));
  }
}
