package org.muster.parallel.spi;

import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.muster.parallel.Explanation;
import org.muster.parallel.Timeline;
import org.muster.parallel.WorkerInfo;

/// Where the chunks of a pool run: worker JVMs, threads, a cluster.
///
/// A backend runs chunks and says what became of them. Everything else is the pool's: the order of
/// results, chunk sizes, how many chunks are out at once, whose turn it is, callbacks.
///
/// **Threads.** All methods are called on the backend's [#loop], those excepted that say otherwise;
/// they never block.
///
/// **Lifecycle.** [#open], then any number of chunks, then [#close] or [#terminate], which is
/// final.
public interface Backend {

  /// What not every backend can do. A pool refuses early what its backend cannot.
  enum Capability {

    /// Tasks, items and results are copies: a task that changes its argument changes nothing here.
    COPIES,

    /// A cancelled task ends, whatever it does.
    KILLS,

    /// Workers have a life of their own: a heap, JVM options, replacements.
    REPLACES_WORKERS,

    /// [#resize].
    RESIZES
  }

  /// What a backend tells its pool, on the loop.
  interface Listener {

    /// There may be room for more chunks now.
    void changed();

    /// A worker has come or gone.
    ///
    /// @param note more about it; may be empty
    default void happened(int worker, Timeline.Change change, String note) {}

    /// Nothing can run for the moment, and the work there is cannot go on.
    ///
    /// @param why makes the exception in the thread that throws it
    void stranded(Supplier<RuntimeException> why);
  }

  /// What the pool calls it in messages, as in `Pool.threads(4)`. May be called from any thread.
  String name();

  /// May be called from any thread.
  Set<Capability> capabilities();

  /// Where the pool and this backend decide. May be called from any thread.
  EventLoop loop();

  /// Whether the calling thread is running a task of this backend: what it asks the pool to do is
  /// then done right there, because waiting for others could take for ever. Called from any thread.
  boolean isInside();

  /// Makes a task ready, as it is now. Called from any thread.
  ///
  /// @throws org.muster.parallel.TaskNotSerializableException if it uses something that cannot be
  ///   moved
  PreparedTask prepare(Object task);

  /// Makes a task ready that is called once, without an item, and perhaps together with others:
  /// what [#submitCalls] gets. Called from any thread.
  ///
  /// @throws org.muster.parallel.TaskNotSerializableException if it uses something that cannot be
  ///   moved
  default PreparedTask prepareCall(Object call) {
    return prepare(call);
  }

  /// What it would take to run a task here: as [org.muster.parallel.Pool#explain]. Called from any
  /// thread.
  default Explanation explain(Object task) {
    return Explanation.ofLocalTask(name());
  }

  /// Called once, before everything else.
  void open(Listener listener);

  /// Gets ready for chunks; calling it again mends what could not be had the last time.
  void start();

  /// How many chunks can run at the same time. May be called from any thread.
  int capacity();

  /// Has another capacity from now on. What runs goes on.
  ///
  /// @throws UnsupportedOperationException unless it is one that [Capability#RESIZES]
  default void resize(int capacity) {
    throw new UnsupportedOperationException(name() + " keeps its size");
  }

  /// Takes a chunk if there is room.
  ///
  /// @param window how many chunks may be in one place of the capacity, the running one included
  /// @return false if there is no room
  boolean submit(BackendJob job, Chunk chunk, int window, ChunkSink sink);

  /// Takes calls if there is room, to run them one after the other in one place. Each is answered
  /// for itself.
  ///
  /// @param waiting the next one first; those that it takes leave the queue, and so may those that
  ///   nobody wants
  /// @param most so many at most
  /// @param window how much may be in one place of the capacity, what runs included: a chunk, or
  ///   all the calls that it was given at once
  /// @param taken told of each call that it has taken
  /// @return false if there is no room
  default boolean submitCalls(
      Queue<? extends WaitingCall> waiting, int most, int window, Consumer<WaitingCall> taken) {
    WaitingCall call = waiting.element();
    if (!submit(call.job(), call.chunk(), window, call.sink())) {
      return false;
    }
    taken.accept(waiting.remove());
    return true;
  }

  /// How many JVMs it has that a task can run in. May be called from any thread.
  int hosts();

  /// Takes a chunk for one of its JVMs if that has room.
  ///
  /// @param host from 0
  /// @return false if there is no room
  boolean submitTo(int host, BackendJob job, Chunk chunk, ChunkSink sink);

  /// When the task of a chunk was called that it has; empty as long as the code and the items are
  /// got ready for that.
  ///
  /// @param chunk its number
  /// @param submitted when it took the chunk, which is the answer of a backend that has nothing to
  ///   get ready; both as [System#nanoTime]
  default OptionalLong called(long chunk, long submitted) {
    return OptionalLong.of(submitted);
  }

  /// Nobody wants the chunks of this job any more. Each is still answered.
  void cancel(BackendJob job);

  /// Those who run chunks.
  List<WorkerInfo> workers();

  /// Ends; no chunk is out that anybody waits for.
  void close();

  /// Ends at once.
  void terminate();

  /// Completed once it has ended. May be called from any thread.
  CompletableFuture<Void> closed();
}
