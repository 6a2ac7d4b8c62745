package org.muster.parallel.pool;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
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

  /// What was sent in one message: a chunk, or several calls.
  static final class Load {
    private int left;
  }

  /// A chunk that the worker has.
  ///
  /// @param load what it came with
  record Assigned(BackendJob job, Chunk chunk, ChunkSink sink, Load load) {
    Assigned(BackendJob job, Chunk chunk, ChunkSink sink) {
      this(job, chunk, sink, new Load());
    }
  }

  /// @param place among all that the worker was sent
  private record Piece(long place, Assigned assigned) {}

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

  /// The memory that it shares with the pool, since it was needed first.
  @Nullable Lane lane;

  /// Whether it cannot reach that.
  boolean sharesNothing;

  /// Why the pool has given it up, if it has: it is being killed.
  @Nullable String condemned;

  /// When it was ready, as [System#nanoTime].
  long readySince;

  /// Whether it has answered any chunk but that of the initializer.
  boolean hasAnswered;

  /// Whether its process has ended, and nothing it has sent is on its way any more.
  boolean isHeardOut;

  /// Whether the pool's initializer still has to run in it.
  boolean initializing;

  /// What the pool's initializer threw in it, if it did.
  @Nullable Throwable thrownByInitializer;

  /// What it was sent and has not answered, in order.
  private final Deque<Piece> inFlight = new ArrayDeque<>();

  private long given;

  /// Whether it was asked to give back what waits behind the chunk that it runs: until it answers
  /// one it gets no more.
  boolean isSlow;

  private int loads;

  /// How many items its process was given.
  long itemsGiven;

  final SentClasses classes = new SentClasses();
  final Holdings holdings = new Holdings();

  /// How many of the host's libraries it has.
  int knownLibraries;

  final TextDecoder out = new TextDecoder();
  final TextDecoder err = new TextDecoder();

  /// How many bytes of its standard output and error have arrived.
  long outBytes;

  long errBytes;

  /// What has come of a value that one of its tasks displays.
  final ByteArrayOutputStream displayed = new ByteArrayOutputStream();

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

  /// How many messages with work it has not answered yet.
  int loads() {
    return loads;
  }

  /// Whether it has more than what it runs.
  boolean hasWaiting() {
    return inFlight.size() > 1;
  }

  boolean isIdle() {
    return inFlight.isEmpty();
  }

  /// How many chunks and calls it was sent, since it is there.
  long given() {
    return given;
  }

  /// The worker was sent a chunk.
  void add(Assigned assigned) {
    inFlight.addLast(new Piece(given++, assigned));
    lastJob = assigned.job();
    if (assigned.load().left++ == 0) {
      loads++;
    }
  }

  /// Takes a chunk off the list.
  ///
  /// @return null if the worker was never given it
  @Nullable Assigned remove(long chunk) {
    for (Iterator<Piece> i = inFlight.iterator(); i.hasNext(); ) {
      Assigned assigned = i.next().assigned();
      if (assigned.chunk().id() == chunk) {
        i.remove();
        return removed(assigned);
      }
    }
    return null;
  }

  /// Takes off the list what the worker was sent between two places and has not started.
  ///
  /// @return the last first
  List<Assigned> takeBack(long from, long to) {
    boolean slow = isSlow; // that it gives something back says nothing about what it runs
    List<Assigned> back = new ArrayList<>();
    for (Iterator<Piece> i = inFlight.descendingIterator(); i.hasNext(); ) {
      Piece piece = i.next();
      if (piece.place() >= from && piece.place() < to) {
        i.remove();
        back.add(removed(piece.assigned()));
      }
    }
    isSlow = slow;
    return back;
  }

  /// Takes the chunk off the list that it was sent last, or returns null if there is none.
  @Nullable Assigned removeLast() {
    Piece last = inFlight.pollLast();
    return last == null ? null : removed(last.assigned());
  }

  private Assigned removed(Assigned assigned) {
    isSlow = false;
    if (--assigned.load().left == 0) {
      loads--;
    }
    return assigned;
  }

  /// The item that its process ran when it ended, or null if it ran none. The chunk is taken off
  /// the list.
  @Nullable Interrupted takeRunning() {
    Assigned running = running();
    if (running == null) {
      return null;
    }
    var _ = remove(running.chunk().id());
    ProgressCell cell = progress;
    return new Interrupted(running, cell == null ? running.chunk().from() : cell.item());
  }

  /// The chunk that runs, as far as that is known, or null.
  @Nullable Assigned running() {
    ProgressCell cell = progress;
    if (cell == null) {
      Piece first = inFlight.peekFirst();
      return first == null ? null : first.assigned();
    }
    long chunk = cell.chunk();
    return chunk == ProgressCell.NONE ? null : find(a -> a.chunk().id() == chunk);
  }

  /// When the task of the chunk that runs was called, or empty if it is not yet.
  ///
  /// @param otherwise the answer if nobody knows
  OptionalLong called(long otherwise) {
    ProgressCell cell = progress;
    return cell == null ? OptionalLong.of(otherwise) : cell.called();
  }

  /// The job with this number, if the worker has a chunk of it, or null.
  @Nullable BackendJob job(long id) {
    Assigned found = find(a -> a.job().id() == id);
    return found == null ? null : found.job();
  }

  private @Nullable Assigned find(Predicate<Assigned> which) {
    for (Piece piece : inFlight) {
      if (which.test(piece.assigned())) {
        return piece.assigned();
      }
    }
    return null;
  }

  List<String> lastWords() {
    List<String> words = lastLines.get();
    words.addAll(lastOfJvm.get());
    return words;
  }

  boolean holds(BackendJob job) {
    return find(assigned -> assigned.job() == job) != null;
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
            : isIdle() ? WorkerInfo.State.IDLE : WorkerInfo.State.BUSY;
    return new WorkerInfo(number, pid(), shown, itemsDone);
  }
}
