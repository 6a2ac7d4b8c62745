package org.muster.parallel.worker;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.closure.StopSignal;
import org.muster.parallel.stop.ThreadStop;
import org.muster.parallel.sync.Surroundings;
import org.muster.parallel.transport.PoolLine.DirectRequests;
import org.muster.parallel.wire.ClassBytes;
import org.muster.parallel.wire.Message.Cancel;
import org.muster.parallel.wire.Message.GiveBack;
import org.muster.parallel.wire.Message.GivenBack;
import org.muster.parallel.wire.Message.OutputTaken;
import org.muster.parallel.wire.Message.PulledClass;
import org.muster.parallel.wire.Message.Reply;
import org.muster.parallel.wire.Message.Request;
import org.muster.parallel.wire.Message.Welcome;

/// What the pool has asked for. Requests that are work wait here in order for the task thread;
/// those that are about work going on take effect at once.
///
/// Once there is a direct line, the task thread waits for its work there.
///
/// **Threads.** [#received] is called by the loop's thread, [#next], [#begin], [#started] and
/// [#finished] by the task thread, the others by any.
final class Inbox {

  /// No job has this number.
  static final long NONE = -1;

  /// The pool has killed a worker long before that whose cancelled task does not end.
  private static final long PATIENCE_NANOS = 2_000_000_000;

  private static final long LOOK_NANOS = 1_000_000;

  private final LinkedBlockingQueue<Request> work = new LinkedBlockingQueue<>();
  private final Set<Long> cancelled = ConcurrentHashMap.newKeySet();

  /// Cancelled jobs that were forgotten before the cancellation arrived: that takes another way.
  private final Set<Long> forgotten = new HashSet<>(); // guarded by running

  private @Nullable DirectRequests direct; // the task thread's
  private final Map<String, CompletableFuture<@Nullable ClassBytes>> pulls =
      new ConcurrentHashMap<>();
  private final OutputWindow window = new OutputWindow();

  private volatile Consumer<Reply> answers = _ -> {};
  private volatile long largestResult = Long.MAX_VALUE;

  private final Object running = new Object();
  private @Nullable Thread taskThread; // guarded by running
  private long runningJob = NONE; // guarded by running

  /// What it has started.
  private final TaskThreads threads = new TaskThreads(); // guarded by running

  /// When the running chunk is at an end, whatever its threads do.
  private long giveUpAt; // guarded by running

  /// Whether the task thread was stopped in the running chunk.
  private boolean stopSent; // guarded by running

  /// How many chunks and calls the task thread has come to.
  private long begun; // guarded by running

  /// Of those, and of the ones to come, how many may not be begun any more.
  private long givenBack; // guarded by running

  /// Where to send what this answers itself. Called before any work comes.
  void answerThrough(Consumer<Reply> line) {
    answers = line;
  }

  void received(Request request) {
    if (request instanceof GiveBack(long given)) {
      answers.accept(giveBack(given));
    } else if (request instanceof Welcome m) {
      largestResult = m.largestResult();
      Surroundings.becomeWorker(m.worker());
    } else if (request instanceof Cancel(long job)) {
      cancel(job);
    } else if (request instanceof OutputTaken(int bytes)) {
      window.open(bytes);
    } else if (request instanceof PulledClass m) {
      var pull = pulls.remove(m.name());
      if (pull != null) {
        pull.complete(m.found());
      }
    } else {
      work.add(request);
    }
  }

  /// The next piece of work, in the order in which the pool sent it.
  Request next() {
    DirectRequests line = direct;
    if (line == null) {
      return takeWork();
    }
    Request early = work.poll();
    return early == null ? line.next() : early;
  }

  /// What comes from now on that is work comes from there.
  void useDirect(DirectRequests line) {
    direct = line;
  }

  private Request takeWork() {
    while (true) {
      try {
        return work.take();
      } catch (InterruptedException e) {
        // Meant for a task that has ended meanwhile.
      }
    }
  }

  /// The calling thread has come to the next chunk or call.
  ///
  /// @return false if it was given back: it is another worker's, and no answer is due
  boolean begin() {
    synchronized (running) {
      return begun++ >= givenBack;
    }
  }

  /// What was not begun may still be on the direct line, where only the task thread reads: it is
  /// passed over there.
  private GivenBack giveBack(long given) {
    synchronized (running) {
      long from = Math.min(begun, given);
      givenBack = given;
      return new GivenBack(from, given);
    }
  }

  /// The calling thread begins to run a chunk of this job.
  ///
  /// @return false if the job is cancelled
  boolean started(long job) {
    synchronized (running) {
      if (cancelled.contains(job)) {
        return false;
      }
      taskThread = Thread.currentThread();
      runningJob = job;
      stopSent = false;
      threads.begin();
      return true;
    }
  }

  boolean isCancelled(long job) {
    return cancelled.contains(job);
  }

  /// The chunk has ended: from now on nothing stops or interrupts the calling thread. That of a
  /// cancelled job ends with all threads that it has started.
  void finished() {
    boolean finished = false;
    while (!finished) {
      try {
        while (!leaveJob()) {
          Thread.interrupted();
          LockSupport.parkNanos(LOOK_NANOS);
        }
        if (wasStopped()) {
          ThreadStop.await();
        }
        finished = true;
      } catch (StopSignal.Stopped e) {
        // It has come late: the chunk has ended.
      }
    }
    StopSignal.clear();
    Thread.interrupted();
  }

  /// @return false if threads of a cancelled job are left
  private boolean leaveJob() {
    synchronized (running) {
      if (cancelled.contains(runningJob) && threads.areLeft() && System.nanoTime() - giveUpAt < 0) {
        return false;
      }
      runningJob = NONE;
      return true;
    }
  }

  private boolean wasStopped() {
    synchronized (running) {
      return stopSent;
    }
  }

  /// No chunk of this cancelled job is left.
  void forget(long job) {
    synchronized (running) {
      if (!cancelled.remove(job)) {
        forgotten.add(job);
      }
    }
  }

  /// The job whose chunk is running, or [#NONE].
  long runningJob() {
    synchronized (running) {
      return runningJob;
    }
  }

  /// The answer to a class that is asked for by name; registered before the question is sent.
  CompletableFuture<@Nullable ClassBytes> awaitClass(String name) {
    return pulls.computeIfAbsent(name, _ -> new CompletableFuture<>());
  }

  /// How many bytes the results of a chunk may have.
  long largestResult() {
    return largestResult;
  }

  /// How much may be printed.
  OutputWindow window() {
    return window;
  }

  private void cancel(long job) {
    synchronized (running) {
      if (forgotten.remove(job)) {
        return;
      }
      cancelled.add(job);
      if (runningJob == job && taskThread != null) {
        giveUpAt = System.nanoTime() + PATIENCE_NANOS;
        StopSignal.raise();
        taskThread.interrupt();
        threads.all().forEach(Thread::interrupt);
        TaskStops.begin(stops -> stop(job, stops));
      }
    }
  }

  /// @return whether a chunk of the job was still running
  private boolean stop(long job, TaskStops stops) {
    synchronized (running) {
      if (runningJob != job || taskThread == null) {
        return false;
      }
      stopSent = true;
      stops.in(taskThread, threads.all());
      return true;
    }
  }
}
