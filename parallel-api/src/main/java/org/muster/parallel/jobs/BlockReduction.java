package org.muster.parallel.jobs;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.RemoteException;
import org.muster.parallel.Task;
import org.muster.parallel.Task2;
import org.muster.parallel.TaskFailedException;
import org.muster.parallel.TaskTimeoutException;
import org.muster.parallel.WorkerLostException;
import org.muster.parallel.task.Preview;
import org.muster.parallel.task.ThrownParts;

/// A reduction whose order depends on the number of items alone.
///
/// The items are cut into blocks of equal size. A worker maps and combines each block from left to
/// right, the caller combines what comes back from left to right. Where blocks are cut has nothing
/// to do with chunks: those are made of whole blocks.
///
/// @param size of a block
record BlockReduction(Task2<?, ?, ?> combiner, PerBlock perBlock, List<?> items, int size) {

  /// Enough blocks to keep many workers busy, and few enough to combine them here.
  private static final int BLOCKS = 1024;

  static BlockReduction of(Task<?, ?> task, Task2<?, ?, ?> combiner, List<?> items) {
    Objects.requireNonNull(task, "task");
    Objects.requireNonNull(combiner, "combiner");
    int size = Math.max(1, Math.ceilDiv(items.size(), BLOCKS));
    return new BlockReduction(combiner, new PerBlock(task, combiner), items, size);
  }

  /// A task for a block of items.
  record PerBlock(Task<?, ?> task, Task2<?, ?, ?> combiner)
      implements Task<Object[], Object>, Serializable {

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // the pool's method says what fits together
    public Object apply(Object[] block) throws Exception {
      Object sum = null;
      for (int i = 0; i < block.length; i++) {
        try {
          Object next = ((Task<Object, Object>) task).apply(block[i]);
          sum = i == 0 ? next : ((Task2<Object, Object, Object>) combiner).apply(sum, next);
        } catch (InterruptedException e) {
          throw e;
        } catch (Exception | AssertionError | LinkageError | VirtualMachineError e) {
          throw new InBlock(i, Preview.of(block[i]), e);
        }
      }
      return sum;
    }
  }

  /// Says which item of a block failed, in its message: where the cause cannot travel, a stand-in
  /// comes that has nothing else.
  static final class InBlock extends Exception {
    private static final long serialVersionUID = 2;

    InBlock(int offset, String argument, Throwable cause) {
      super(offset + " " + argument, cause);
    }
  }

  /// What an [InBlock] or its stand-in says.
  private record FailedItem(int offset, String argument, Throwable cause) {
    static @Nullable FailedItem of(@Nullable Throwable thrown) {
      boolean isStandIn =
          thrown instanceof RemoteException standIn
              && standIn.originalClass().equals(InBlock.class.getName());
      if (thrown == null || !(thrown instanceof InBlock || isStandIn)) {
        return null;
      }
      String[] said = String.valueOf(thrown.getMessage()).split(" ", 2);
      return new FailedItem(
          Integer.parseInt(said[0]), said[1], Objects.requireNonNull(thrown.getCause()));
    }
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // the pool's method says what fits together
  Object run(Engine engine) {
    if (items.isEmpty()) {
      throw new NoSuchElementException("there are no items, so there is nothing to reduce");
    }
    List<Object[]> blocks = new ArrayList<>();
    for (int from = 0; from < items.size(); from += size) {
      blocks.add(items.subList(from, Math.min(items.size(), from + size)).toArray());
    }
    @Nullable Object[] sums;
    try {
      sums =
          (@Nullable Object[])
              engine.call(perBlock, Row.ofBlocks(blocks, size), Engine.AUTOMATIC).await();
    } catch (TaskFailedException e) {
      throw inItems(e);
    } catch (WorkerLostException e) {
      throw inItems(e);
    } catch (TaskTimeoutException e) {
      throw inItems(e);
    }
    Object sum = sums[0];
    for (int i = 1; i < sums.length; i++) {
      try {
        sum = ((Task2<Object, Object, Object>) combiner).apply(sum, sums[i]);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        var cancelled = new CancellationException("interrupted while combining results");
        cancelled.initCause(e);
        throw cancelled;
      } catch (CancellationException e) {
        throw e;
      } catch (Exception e) {
        throw new TaskFailedException(
            "the combiner failed here, when it took in the results from item %d on: %s"
                .formatted((long) i * size, ThrownParts.text(e)),
            e,
            (long) i * size,
            "",
            -1,
            Map.of(),
            new FailureOrigin(e, null));
      }
    }
    return sum;
  }

  /// Nobody knows more of the item than its block; the message says which items that has.
  private WorkerLostException inItems(WorkerLostException e) {
    long item = e.itemIndex() < 0 ? e.itemIndex() : e.itemIndex() * size;
    var lost =
        new WorkerLostException(String.valueOf(e.getMessage()), item, e.exitCode(), e.lastOutput());
    lost.setStackTrace(e.getStackTrace());
    return lost;
  }

  private TaskTimeoutException inItems(TaskTimeoutException e) {
    var late =
        new TaskTimeoutException(String.valueOf(e.getMessage()), e.itemIndex() * size, e.timeout());
    late.setStackTrace(e.getStackTrace());
    return late;
  }

  /// Names the item where the job knows only the block.
  private TaskFailedException inItems(TaskFailedException e) {
    FailedItem failed = FailedItem.of(e.getCause());
    if (failed == null) {
      return e;
    }
    Throwable cause = failed.cause();
    long item = e.itemIndex() * size + failed.offset();
    return new TaskFailedException(
        "item %d (`%s`) failed: %s".formatted(item, failed.argument(), ThrownParts.text(cause)),
        cause,
        item,
        failed.argument(),
        e.worker(),
        Map.of(),
        new FailureOrigin(cause, Attempts.call(perBlock.task(), items.get((int) item))));
  }
}
