package org.muster.parallel;

import java.io.Serializable;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One value in each worker, made there at first use: a connection, a model, a cache.
///
/// ```java
/// var db = WorkerLocal.withInitial(() -> DriverManager.getConnection(url));
/// pool.map(id -> load(db.get(), id), ids)
/// ```
///
/// **Lifecycle.** A value lives as long as its worker and is closed with it if it is
/// [AutoCloseable]; a worker that is killed closes nothing. This handle travels, the value never
/// does. In a JVM that is no worker there is one value as well.
///
/// **Threads.** May be used by any thread; the value is made once, by the first that asks.
///
/// @param <T> the type of the value
public final class WorkerLocal<T> implements Serializable {

  private static final long serialVersionUID = 1;

  private static final Map<UUID, Value> VALUES = new ConcurrentHashMap<>();

  private final UUID id = UUID.randomUUID();
  private final Call<? extends T> initial;

  private WorkerLocal(Call<? extends T> initial) {
    this.initial = initial;
  }

  /// A value that this computation makes in each worker.
  public static <T> WorkerLocal<T> withInitial(Call<? extends T> initial) {
    return new WorkerLocal<>(initial);
  }

  /// This worker's value.
  ///
  /// @throws IllegalStateException if it could not be made, with the reason as cause; the next call
  ///   tries again
  @SuppressWarnings("unchecked") // only this handle and its copies know the id
  public T get() {
    return (T) VALUES.computeIfAbsent(id, _ -> new Value()).get(initial);
  }

  /// Whether a value was made by code of this loader: it may hold objects of classes that only code
  /// of the same loader can use. Asked by a worker before it does without a loader.
  public static boolean anyMadeWith(ClassLoader loader) {
    return VALUES.values().stream().anyMatch(value -> value.isMadeWith(loader));
  }

  /// Closes all values of this JVM that can be closed. Called by a worker before it leaves.
  ///
  /// @param complain gets a line for each that could not be closed
  public static void closeAll(Consumer<String> complain) {
    VALUES.values().forEach(value -> value.close(complain));
    VALUES.clear();
  }

  private static final class Value {
    private @Nullable Object made;
    private @Nullable ClassLoader loader;

    synchronized Object get(Call<?> initial) {
      Object value = made;
      if (value == null) {
        try {
          value = initial.call();
        } catch (Exception e) {
          throw new IllegalStateException(
              "the value of a WorkerLocal could not be made: " + e.getMessage(), e);
        }
        if (value == null) {
          throw new IllegalStateException("the function of a WorkerLocal returned null");
        }
        made = value;
        loader = initial.getClass().getClassLoader();
      }
      return value;
    }

    synchronized boolean isMadeWith(ClassLoader one) {
      return one.equals(loader);
    }

    synchronized void close(Consumer<String> complain) {
      if (made instanceof AutoCloseable closeable) {
        try {
          closeable.close();
        } catch (Exception e) {
          complain.accept("closing the value of a WorkerLocal failed: " + e);
        }
      }
      made = null;
    }
  }
}
