package org.muster.parallel.jobs;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.muster.parallel.WorkerInfo;
import org.muster.parallel.spi.Backend;
import org.muster.parallel.spi.Cargo;
import org.muster.parallel.spi.PreparedTask;
import org.muster.parallel.spi.Progress;
import org.muster.parallel.spi.Submitter;
import org.muster.parallel.spi.Submitter.Registration;
import org.muster.parallel.spi.WaitingCall;

/// The calls that futures wait for: queues them, and hands them to the backend as many together as
/// make up a chunk.
///
/// A call that finds a free place goes there at once and alone. Those that find none wait in the
/// line of their submitter, and go together when there is one; how many is decided as for the items
/// of a map. So nobody waits for company, and a million calls cost little more than a million
/// items.
///
/// **Threads.** [#submit] and [#cancel] may be called from any thread, the rest belongs to the
/// backend's event loop.
final class CallDesk {

  /// So many small calls are about a millisecond of work; more together gain nothing.
  private static final int MOST_TOGETHER = 1024;

  /// So many are taken in before the loop does something else.
  private static final int MOST_AT_ONCE = 4096;

  /// The calls of one submitter, who takes turns with the others.
  final class Line {
    private final Submitter submitter;
    private final Deque<Call<?>> waiting = new ArrayDeque<>();
    private final Set<Call<?>> inFlight = new LinkedHashSet<>();
    private final Registration registration;
    private final Tally tally;
    private ChunkSizing sizing = ChunkSizing.start(Engine.AUTOMATIC, MOST_TOGETHER);

    /// How many calls somebody waits for.
    private int wanted;

    private long added;

    Line(Submitter submitter) {
      this.submitter = submitter;
      this.registration =
          submitter.whenInterrupted(() -> backend.loop().execute(this::interrupted));
      this.tally = new Tally("futures", 0, submitter.progress(), workers);
    }

    private void add(Call<?> call) {
      call.line = this;
      wanted++;
      waiting.add(call);
      tally.more(1);
      if (++added == 2) { // of a single one there is nothing to show
        tally.watch();
      }
    }

    private void again(Call<?> call) {
      waiting.addFirst(call);
    }

    /// Hands the next ones to the backend.
    ///
    /// @return false if there is none, or no room
    private boolean sendNext(int window) {
      Call<?> next = waiting.peek();
      while (next != null && !next.isWanted()) {
        waiting.remove();
        next = waiting.peek();
      }
      if (next == null) {
        return false;
      }
      int most = rules.taskTimeout() == null ? items(backend.capacity()) : 1;
      return backend.submitCalls(waiting, most, window, this::sent);
    }

    private int items(int places) {
      return sizing.items(waiting.size(), places);
    }

    private void sent(WaitingCall taken) {
      if (taken instanceof Call<?> call) {
        inFlight.add(call);
        Duration timeout = rules.taskTimeout();
        if (timeout != null) {
          timeLimit.watch(call.id(), timeout, () -> isOver(call), () -> timeOut(call, timeout));
        }
      }
    }

    private boolean isOver(Call<?> call) {
      return call.isOver() || !inFlight.contains(call);
    }

    private void timeOut(Call<?> call, Duration timeout) {
      end(call, Scheduler.timedOut(call, 0, timeout));
      backend.cancel(call);
      scheduler.changed();
    }

    private void interrupted() {
      takeAllIn();
      endAll(() -> new CancellationException("the work was cancelled"));
      scheduler.changed();
    }

    private void endAll(Supplier<RuntimeException> why) {
      for (Call<?> call : List.copyOf(inFlight)) {
        if (!call.isOver()) {
          end(call, why);
          backend.cancel(call);
        }
      }
      List.copyOf(waiting).forEach(call -> end(call, why));
      waiting.clear();
    }

    private void oneIsOver() {
      wanted--;
      if (wanted == 0) {
        tally.end(tally.isComplete() ? Progress.State.DONE : Progress.State.STOPPED);
        lines.remove(submitter, this);
        registration.close();
      }
    }
  }

  /// What becomes of a call whose future was cancelled; nobody asks.
  private static final Object CANCELLED = new Object();

  private final Backend backend;
  private final JobRules rules;
  private final Scheduler scheduler;
  private final TimeLimit timeLimit;
  private final Supplier<List<WorkerInfo>> workers;
  private final Completions completions;
  private final Queue<Call<?>> arrived = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean rung = new AtomicBoolean();

  /// The next one in turn first.
  private final Map<Submitter, Line> lines = new LinkedHashMap<>();

  /// @param workers for a picture, asked for by any thread
  CallDesk(
      Backend backend, JobRules rules, Scheduler scheduler, Supplier<List<WorkerInfo>> workers) {
    this.workers = workers;
    this.backend = backend;
    this.rules = rules;
    this.scheduler = scheduler;
    this.timeLimit = new TimeLimit(backend);
    this.completions = new Completions(backend.loop());
  }

  /// Takes a call on.
  ///
  /// @param original the task as the caller gave it
  <R> Call<R> submit(Object original, PreparedTask task, Submitter submitter) {
    var call = new Call<R>(this, JobTerms.nextNumber(), original, task, submitter);
    arrived.add(call);
    ring();
    return call;
  }

  /// Many calls that arrive while the loop is busy cost one action of it.
  private void ring() {
    if (rung.compareAndSet(false, true)) {
      backend
          .loop()
          .execute(() -> {
            takeIn();
            scheduler.callsArrived();
          });
    }
  }

  /// Takes in what was submitted before.
  void takeAllIn() {
    while (!arrived.isEmpty()) {
      takeIn();
    }
  }

  private void takeIn() {
    rung.set(false);
    for (int i = 0; i < MOST_AT_ONCE; i++) {
      Call<?> call = arrived.poll();
      if (call == null) {
        return;
      }
      if (scheduler.isClosing()) {
        end(call, (Supplier<RuntimeException>) Scheduler::closedException);
      } else if (call.isWanted()) {
        lines.computeIfAbsent(call.submitter(), Line::new).add(call);
      }
    }
    ring();
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  /// How many messages of calls one worker may hold.
  int window(int places) {
    int most = 1;
    for (Line line : lines.values()) {
      most = Math.max(most, line.sizing.window(line.items(places)));
    }
    return most;
  }

  /// Hands the next calls of each line to the backend.
  ///
  /// @return whether any went
  boolean sendNext(int window) {
    boolean sent = false;
    for (Line line : List.copyOf(lines.values())) {
      if (line.sendNext(window)) {
        sent = true;
        if (lines.size() > 1 && lines.remove(line.submitter, line)) {
          lines.put(line.submitter, line); // behind the others
        }
      }
    }
    return sent;
  }

  /// Ends all calls.
  void endAll(Supplier<RuntimeException> why) {
    List.copyOf(lines.values()).forEach(line -> line.endAll(why));
  }

  private void end(Call<?> call, Object how) {
    if (call.end(how)) {
      Line line = call.line;
      if (line != null) {
        line.oneIsOver(); // before anybody hears of it, who might look at the progress
      }
      completions.add(call);
    }
  }

  /// Its future was cancelled. One that waits is left out when it would be its turn. May be called
  /// from any thread.
  void cancel(Call<?> call) {
    backend
        .loop()
        .execute(() -> {
          Line line = call.line;
          if (line != null && call.end(CANCELLED)) {
            if (line.inFlight.contains(call)) {
              backend.cancel(call);
            }
            line.oneIsOver();
            scheduler.changed();
          }
        });
  }

  // ---- what becomes of them --------------------------------------------------------------------

  void done(Call<?> call, Cargo results, long nanos) {
    Line line = answered(call);
    line.sizing = line.sizing.measured(1, nanos);
    line.tally.count(1);
    end(call, results);
    scheduler.changed();
  }

  void failed(Call<?> call, Object how) {
    Line line = answered(call);
    line.tally.countFailure();
    if (!call.isOver() && call.triedBefore() < rules.retries()) {
      line.again(call);
    } else {
      end(call, how);
    }
    scheduler.changed();
  }

  void dropped(Call<?> call) {
    answered(call);
    scheduler.changed();
  }

  void givenBack(Call<?> call) {
    Line line = answered(call);
    if (!call.isOver()) {
      line.again(call);
    }
  }

  private static Line answered(Call<?> call) {
    Line line = Objects.requireNonNull(call.line, "a call without a line was sent");
    line.inFlight.remove(call);
    return line;
  }
}
