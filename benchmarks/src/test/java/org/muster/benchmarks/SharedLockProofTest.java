package org.muster.benchmarks;

import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.muster.parallel.SharedLock;
import org.muster.parallel.SharedLong;

/// Lincheck runs random operations on several threads and looks for an order that explains their
/// results. Here and not beside the lock: what it needs would be on the class path of every worker
/// that the tests there start.
@DisplayName("A counter under a shared lock")
@Tag("lincheck")
@Timeout(300)
public class SharedLockProofTest {

  private static final SharedLock LOCK = SharedLock.create();
  private static final SharedLong VALUE = SharedLong.of(0);

  /// Called for every run.
  public SharedLockProofTest() {
    VALUE.set(0);
  }

  @Operation
  public long increment() {
    LOCK.lock();
    try {
      VALUE.set(VALUE.get() + 1);
      return VALUE.get();
    } finally {
      LOCK.unlock();
    }
  }

  @Operation
  public long incrementTwice() {
    while (!LOCK.tryLock()) {
      Thread.onSpinWait();
    }
    try {
      long _ = increment();
      return increment();
    } finally {
      LOCK.unlock();
    }
  }

  @Operation
  public long get() {
    LOCK.lock();
    try {
      return VALUE.get();
    } finally {
      LOCK.unlock();
    }
  }

  @Test
  void behaves_as_if_one_operation_came_after_the_other() {
    new StressOptions()
        .iterations(3)
        .invocationsPerIteration(100)
        .threads(3)
        .actorsPerThread(3)
        .sequentialSpecification(Counter.class)
        .check(SharedLockProofTest.class);
  }

  /// What it should behave like.
  public static final class Counter {
    private long value;

    public long increment() {
      return ++value;
    }

    public long incrementTwice() {
      value += 2;
      return value;
    }

    public long get() {
      return value;
    }
  }
}
