package org.muster.parallel.closure;

import org.jspecify.annotations.Nullable;
import org.muster.parallel.TaskNotSerializableException;

/// Turns tasks, items and results into bytes.
///
/// With a task or items travel the values of those notebook variables that their code can reach, as
/// they are now, in one graph: two variables that share an object share its copy. What cannot
/// travel is refused here, by name.
///
/// **Threads.** All methods may be called from any thread.
public final class Packer {

  private Packer() {}

  /// Packs a lambda, or another object that is called in the worker.
  ///
  /// @throws TaskNotSerializableException if it uses something that cannot travel
  public static Packed packTask(Object task) {
    return packTask(task, BigArrays.NONE);
  }

  /// Packs a lambda, or another object that is called in the worker.
  ///
  /// @param bigArrays decides which arrays travel beside the graph
  /// @throws TaskNotSerializableException if it uses something that cannot travel
  public static Packed packTask(Object task, BigArrays bigArrays) {
    return new Packing(Subject.TASK, task, bigArrays).pack();
  }

  /// Packs what a task is applied to.
  ///
  /// @throws TaskNotSerializableException if one of them holds something that cannot travel
  public static Packed packItems(@Nullable Object[] items) {
    return packItems(items, BigArrays.NONE);
  }

  /// Packs what a task is applied to.
  ///
  /// @param bigArrays decides which arrays travel beside the graph
  /// @throws TaskNotSerializableException if one of them holds something that cannot travel
  public static Packed packItems(@Nullable Object[] items, BigArrays bigArrays) {
    return new Packing(Subject.ITEMS, items, bigArrays).pack();
  }

  /// Packs values for whoever takes them out of a queue or a pipe, in whatever process.
  ///
  /// @throws TaskNotSerializableException if one of them holds something that cannot travel
  public static Packed packShared(@Nullable Object[] values) {
    return new Packing(Subject.SHARED, values, BigArrays.NONE).pack();
  }

  /// Packs what a task returned; without variables or classes, which its receiver has.
  ///
  /// @throws TaskNotSerializableException if it holds something that cannot travel
  public static Packed packResult(@Nullable Object result) {
    return new Packing(Subject.RESULT, result, BigArrays.NONE).pack();
  }
}
