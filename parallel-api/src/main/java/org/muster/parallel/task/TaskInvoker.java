package org.muster.parallel.task;

import java.lang.reflect.Array;
import java.util.concurrent.Callable;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.Action;
import org.muster.parallel.Args2;
import org.muster.parallel.Args3;
import org.muster.parallel.Args4;
import org.muster.parallel.PrimitiveTasks.OverSlice;
import org.muster.parallel.Task;
import org.muster.parallel.Task2;
import org.muster.parallel.Task3;
import org.muster.parallel.Task4;

/// Calls a task of any shape with an item.
public final class TaskInvoker {

  private TaskInvoker() {}

  /// Whether what travels as one item is a slice of an array of items.
  public static boolean isSlice(Object task, @Nullable Object item) {
    return task instanceof OverSlice && item != null && item.getClass().isArray();
  }

  /// The item at a place of a slice.
  public static @Nullable Object inSlice(@Nullable Object slice, int index) {
    return slice == null || index >= Array.getLength(slice) ? null : Array.get(slice, index);
  }

  /// Calls it.
  ///
  /// @param starting told the place of each item in a slice, before it is run
  // The pool pairs tasks and items: a wrong pair is a ClassCastException. An item may be null.
  @SuppressWarnings({"unchecked", "NullAway"})
  public static @Nullable Object invoke(Object task, @Nullable Object item, IntConsumer starting)
      throws Exception {
    // No `switch` over types: making it would be a part of each worker's first answer.
    if (task instanceof Task<?, ?> t) {
      return ((Task<Object, ?>) t).apply(item);
    }
    if (task instanceof OverSlice t) {
      return t.applyToSlice(item, starting);
    }
    if (task instanceof Task2<?, ?, ?> t && item instanceof Args2<?, ?>(var a, var b)) {
      return ((Task2<Object, Object, ?>) t).apply(a, b);
    }
    if (task instanceof Task3<?, ?, ?, ?> t
        && item instanceof Args3<?, ?, ?>(var a, var b, var c)) {
      return ((Task3<Object, Object, Object, ?>) t).apply(a, b, c);
    }
    if (task instanceof Task4<?, ?, ?, ?, ?> t
        && item instanceof Args4<?, ?, ?, ?>(var a, var b, var c, var d)) {
      return ((Task4<Object, Object, Object, Object, ?>) t).apply(a, b, c, d);
    }
    if (task instanceof Action a) {
      a.act();
      return null;
    }
    if (task instanceof Callable<?> c) {
      return c.call();
    }
    if (task instanceof Runnable r) {
      r.run();
      return null;
    }
    throw new IllegalArgumentException(
        "%s is no task for %s".formatted(task.getClass().getName(), item));
  }
}
