package org.muster.benchmarks;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.muster.parallel.SharedQueue;

/// As for the shared lock: random operations on several threads have to have an order that explains
/// their results.
@DisplayName("A shared queue")
@Tag("lincheck")
@Timeout(300)
public class SharedQueueProofTest {

  private static final int CAPACITY = 2;
  private static final SharedQueue<Integer> QUEUE = SharedQueue.create(CAPACITY);

  /// Called for every run.
  public SharedQueueProofTest() {
    QUEUE.clear();
  }

  @Operation
  public boolean offer(int item) {
    return QUEUE.offer(item);
  }

  @Operation
  public @Nullable Integer poll() {
    return QUEUE.poll();
  }

  @Operation
  public @Nullable Integer peek() {
    return QUEUE.peek();
  }

  @Operation
  public String all() {
    return List.copyOf(QUEUE).toString();
  }

  @Test
  void behaves_as_if_one_operation_came_after_the_other() {
    new StressOptions()
        .iterations(5)
        .invocationsPerIteration(100)
        .threads(3)
        .actorsPerThread(3)
        .sequentialSpecification(Bounded.class)
        .check(SharedQueueProofTest.class);
  }

  /// What it should behave like.
  public static final class Bounded {
    private final Deque<Integer> items = new ArrayDeque<>();

    public boolean offer(int item) {
      return items.size() < CAPACITY && items.offer(item);
    }

    public @Nullable Integer poll() {
      return items.poll();
    }

    public @Nullable Integer peek() {
      return items.peek();
    }

    public String all() {
      return items.toString();
    }
  }
}
