package org.muster.parallel.jobs;

import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletableFuture.AsynchronousCompletionTask;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.TaskNotSerializableException;
import org.muster.parallel.spi.Submitter;

/// What `CompletableFuture.supplyAsync(f, pool)`, `thenApplyAsync(f, pool)` and the like hand to a
/// pool, and an `ExecutorCompletionService`, which makes a [FutureTask]: an object of the JDK that
/// holds `f` and the future that waits for it, or is that itself.
///
/// The future must be completed in this JVM. So that object stays, and gets a function in place of
/// `f` that has a worker apply `f` and waits for it, on a virtual thread.
final class FutureStages {

  /// The name that all of them have for it in Java 25.
  private static final String FUNCTION = "fn";

  private FutureStages() {}

  /// Has a worker do one step of a task.
  interface Remote {
    CompletableFuture<@Nullable Object> submit(Callable<?> call);
  }

  static boolean isOne(Runnable action) {
    return action instanceof AsynchronousCompletionTask || action instanceof FutureTask<?>;
  }

  /// Begins to run one.
  ///
  /// @throws TaskNotSerializableException if this JVM does not let anybody see what is in it
  static void start(Runnable stage, Remote remote, Submitter submitter) {
    try {
      if (stage instanceof FutureTask<?> task) {
        handOver(task, remote);
      } else {
        Field field = open(stage.getClass(), FUNCTION);
        field.set(stage, sent(field.getType(), field.get(stage), remote));
      }
    } catch (NoSuchFieldException | IllegalAccessException | InaccessibleObjectException e) {
      throw closed(stage, e);
    }
    Thread.ofVirtual().name("muster-stage").start(() -> submitter.run(stage));
  }

  private static Field open(Class<?> type, String name) throws NoSuchFieldException {
    Field field = type.getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }

  /// Has a worker call what this would call. What is around another one, as that of a completion
  /// service is, stays as it is: it only tells that the other one is done.
  private static void handOver(FutureTask<?> task, Remote remote)
      throws NoSuchFieldException, IllegalAccessException {
    Field field = open(FutureTask.class, "callable");
    @Nullable Object callable = field.get(task);
    if (callable == null) {
      return; // it was cancelled
    }
    if (callable.getClass() != Executors.callable(() -> {}).getClass()) {
      field.set(task, (Callable<?>) () -> await(remote.submit((Callable<?>) callable)));
      return;
    }
    Object action = Objects.requireNonNull(open(callable.getClass(), "task").get(callable));
    @Nullable Object result = open(callable.getClass(), "result").get(callable);
    if (action instanceof FutureTask<?> inner) {
      handOver(inner, remote);
    } else {
      var call = new Application(action, null, null);
      field.set(
          task,
          (Callable<?>)
              () -> {
                await(remote.submit(call));
                return result;
              });
    }
  }

  /// Whoever cancels the task interrupts this.
  private static @Nullable Object await(CompletableFuture<@Nullable Object> sent) throws Exception {
    try {
      return sent.get();
    } catch (InterruptedException e) {
      sent.cancel(true);
      throw e;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  /// A function of this type that has another one applied by a worker.
  private static Object sent(Class<?> type, Object function, Remote remote) {
    var to = new Sender(function, remote);
    if (type == Runnable.class) {
      return (Runnable) () -> to.apply(null, null);
    } else if (type == Supplier.class) {
      return (Supplier<@Nullable Object>) () -> to.apply(null, null);
    } else if (type == Consumer.class) {
      return (Consumer<Object>) first -> to.apply(first, null);
    } else if (type == Function.class) {
      return (Function<Object, @Nullable Object>) first -> to.apply(first, null);
    } else if (type == BiConsumer.class) {
      return (BiConsumer<Object, Object>) to::apply;
    } else if (type == BiFunction.class) {
      return (BiFunction<Object, Object, @Nullable Object>) to::apply;
    }
    throw new IllegalArgumentException("a future with a function of " + type);
  }

  private record Sender(Object function, Remote remote) {
    @Nullable Object apply(@Nullable Object first, @Nullable Object second) {
      return remote.submit(new Application(function, first, second)).join();
    }
  }

  /// A function with what it is applied to.
  private record Application(Object function, @Nullable Object first, @Nullable Object second)
      implements Callable<@Nullable Object>, Serializable {

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // the future's method says what fits together
    public @Nullable Object call() {
      return switch (function) {
        case Runnable action -> {
          action.run();
          yield null;
        }
        case Supplier<?> supplier -> supplier.get();
        case Consumer<?> consumer -> {
          ((Consumer<Object>) consumer).accept(first);
          yield null;
        }
        case Function<?, ?> applied -> ((Function<Object, Object>) applied).apply(first);
        case BiConsumer<?, ?> consumer -> {
          ((BiConsumer<Object, Object>) consumer).accept(first, second);
          yield null;
        }
        case BiFunction<?, ?, ?> applied ->
            ((BiFunction<Object, Object, Object>) applied).apply(first, second);
        default -> throw new AssertionError("no function of a future: " + function);
      };
    }
  }

  private static TaskNotSerializableException closed(Runnable stage, Exception cause) {
    return new TaskNotSerializableException(
        """
        cannot send this task to a worker JVM: %s has put it into an object of its own. Call \
        applyAsync(…) of the pool, which returns a CompletableFuture, or start this JVM with \
        --add-opens=java.base/java.util.concurrent=ALL-UNNAMED.\
        """
            .formatted(stage instanceof FutureTask<?> ? "a FutureTask" : "CompletableFuture"),
        "task",
        "task",
        stage.getClass().getName(),
        0,
        List.of(),
        cause);
  }
}
