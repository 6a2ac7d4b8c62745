package org.muster.parallel.task;

import org.jspecify.annotations.Nullable;
import org.muster.parallel.Args2;
import org.muster.parallel.Args3;
import org.muster.parallel.Args4;
import org.muster.parallel.Call;
import org.muster.parallel.Task;
import org.muster.parallel.Task2;
import org.muster.parallel.Task3;
import org.muster.parallel.Task4;

/// Calls a task of any shape with an item.
public final class TaskInvoker {

  private TaskInvoker() {}

  // The pool pairs tasks and items: a wrong pair is a ClassCastException. An item may be null.
  @SuppressWarnings({"unchecked", "NullAway"})
  public static @Nullable Object invoke(Object task, @Nullable Object item) throws Exception {
    return switch (task) {
      case Task<?, ?> t -> ((Task<Object, ?>) t).apply(item);
      case Task2<?, ?, ?> t when item instanceof Args2<?, ?>(var a, var b) ->
          ((Task2<Object, Object, ?>) t).apply(a, b);
      case Task3<?, ?, ?, ?> t when item instanceof Args3<?, ?, ?>(var a, var b, var c) ->
          ((Task3<Object, Object, Object, ?>) t).apply(a, b, c);
      case Task4<?, ?, ?, ?, ?> t
          when item instanceof Args4<?, ?, ?, ?>(var a, var b, var c, var d) ->
          ((Task4<Object, Object, Object, Object, ?>) t).apply(a, b, c, d);
      case Call<?> c -> c.call();
      default ->
          throw new IllegalArgumentException(
              "%s is no task for %s".formatted(task.getClass().getName(), item));
    };
  }
}
