package org.muster.parallel.pool;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.WorkerInfo;
import org.muster.parallel.memory.ProgressCell;
import org.muster.parallel.spi.BackendJob;
import org.muster.parallel.spi.Chunk;
import org.muster.parallel.spi.ChunkSink;
import org.muster.parallel.spi.WorkerLauncher.LaunchedWorker;
import org.muster.parallel.transport.WorkerHub.Line;

/// One worker process from its launch to its end, as the pool sees it. Belongs to the event loop's
/// thread.
///
///     Starting --greeted--> Ready;   either --exited--> Dead
final class Worker {

  /// Where a worker is in its life, with what is known there.
  sealed interface State {

    /// Launched, not heard of.
    record Starting() implements State {}

    /// It takes chunks.
    record Ready(long pid) implements State {}

    /// Its process has ended.
    record Dead(int exitCode) implements State {}
  }

  /// A chunk that the worker has.
  record Assigned(BackendJob job, Chunk chunk, ChunkSink sink) {}

  /// A chunk that will not be finished.
  ///
  /// @param item the index of the item that was running
  record Interrupted(Assigned assigned, long item) {}

  /// Its place in the pool; a spare gets the number of the one whose place it takes.
  int number;

  State state = new State.Starting();
  @Nullable Line line;
  @Nullable LaunchedWorker process;

  /// Shows what the worker runs, if it does.
  @Nullable ProgressCell progress;

  /// Why the pool has given it up, if it has: it is being killed.
  @Nullable String condemned;

  /// Whether the pool's initializer still has to run in it.
  boolean initializing;

  final Deque<Assigned> inFlight = new ArrayDeque<>();
  final SentClasses classes = new SentClasses();
  final Holdings holdings = new Holdings();

  /// How many of the host's libraries it has.
  int knownLibraries;

  final TextDecoder out = new TextDecoder();
  final TextDecoder err = new TextDecoder();

  /// How many bytes of its standard output and error have arrived.
  long outBytes;

  long errBytes;

  /// What its tasks printed last, and what the JVM itself did.
  final LastLines lastLines = new LastLines();

  final LastLines lastOfJvm = new LastLines();
  @Nullable BackendJob lastJob;
  long itemsDone;

  Worker(int number, long itemsDone) {
    this.number = number;
    this.itemsDone = itemsDone;
  }

  boolean isReady() {
    return state instanceof State.Ready && !initializing && condemned == null;
  }

  long pid() {
    LaunchedWorker p = process;
    return p == null ? 0 : p.pid();
  }

  /// Takes a chunk off the list.
  ///
  /// @return null if the worker was never given it
  @Nullable Assigned remove(long chunk) {
    for (Iterator<Assigned> i = inFlight.iterator(); i.hasNext(); ) {
      Assigned assigned = i.next();
      if (assigned.chunk().id() == chunk) {
        i.remove();
        return assigned;
      }
    }
    return null;
  }

  /// The item that its process ran when it ended, or null if it ran none. The chunk is taken off
  /// the list.
  @Nullable Interrupted takeRunning() {
    ProgressCell cell = progress;
    if (cell == null) {
      Assigned first = inFlight.pollFirst();
      return first == null ? null : new Interrupted(first, first.chunk().from());
    }
    Assigned running = remove(cell.chunk());
    return running == null ? null : new Interrupted(running, cell.item());
  }

  List<String> lastWords() {
    List<String> words = lastLines.get();
    words.addAll(lastOfJvm.get());
    return words;
  }

  boolean holds(BackendJob job) {
    return inFlight.stream().anyMatch(assigned -> assigned.job() == job);
  }

  void kill(String why) {
    condemned = why;
    LaunchedWorker p = process;
    if (p != null) {
      p.kill();
    }
  }

  WorkerInfo info() {
    WorkerInfo.State shown =
        !isReady()
            ? WorkerInfo.State.STARTING
            : inFlight.isEmpty() ? WorkerInfo.State.IDLE : WorkerInfo.State.BUSY;
    return new WorkerInfo(number, pid(), shown, itemsDone);
  }
}
