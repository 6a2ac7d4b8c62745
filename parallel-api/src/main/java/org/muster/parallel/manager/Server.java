package org.muster.parallel.manager;

import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.manager.Answers.Outcome;
import org.muster.parallel.manager.Requests.Kind;
import org.muster.parallel.manager.Requests.Request;
import org.muster.parallel.memory.LiveProcess;
import org.muster.parallel.memory.SharedBlock;
import org.muster.parallel.sync.Wait;

/// The objects of a manager, in the process that opened it, and the thread on which the calls of
/// other processes run.
///
/// **Threads.** Any. Whoever has the turn may touch objects: the serving thread for each request,
/// or a thread of this process for a call of its own, which first lets pass what had arrived before
/// it. A call made during a call is a part of that.
final class Server implements AutoCloseable {

  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final long CLOSE_MILLIS = 1000;
  private static final long TURN_NANOS = 10_000_000;

  private final SharedBlock block;
  private final Requests requests;
  private final Map<Long, Target> objects = new ConcurrentHashMap<>();
  private final AtomicLong lastObject = new AtomicLong();
  private final Callers callers = new Callers();
  private final ReentrantLock turn = new ReentrantLock(true);
  private final Condition served = turn.newCondition();
  private final Thread thread;
  private volatile long done;
  private volatile @Nullable Throwable lost;

  Server(SharedBlock block, Requests requests) {
    this.block = block;
    this.requests = requests;
    thread =
        Thread.ofPlatform()
            .daemon()
            .name("muster-manager-" + NUMBER.incrementAndGet())
            .unstarted(this::serve);
    thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
  }

  /// Makes the manager itself its object 0, and begins to serve.
  void open(Operation<Server>[] operations) {
    objects.put(0L, new Target.OfOurs<>(this, operations));
    thread.start();
  }

  /// Keeps an object.
  ///
  /// @return its number
  long add(Target target) {
    long number = lastObject.incrementAndGet();
    objects.put(number, target);
    return number;
  }

  // ---- calls of this process -------------------------------------------------------------------

  @Nullable Object call(String what, long object, Object operation, @Nullable Object[] arguments)
      throws Throwable {
    if (turn.isHeldByCurrentThread()) {
      return target(object).invoke(operation, arguments);
    }
    long before = requests.tail();
    if (!turn.tryLock()) {
      awaitTurn(what);
    }
    try {
      if (done < before) {
        awaitServed(what, before);
      }
      return target(object).invoke(operation, arguments);
    } finally {
      turn.unlock();
    }
  }

  private void awaitTurn(String what) {
    try (var wait = waiting(what)) {
      while (!tryTurn()) {
        goOn(wait, what);
      }
    }
  }

  private boolean tryTurn() {
    try {
      return turn.tryLock(TURN_NANOS, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Gives the turn to the serving thread until it has done what had arrived before.
  private void awaitServed(String what, long before) {
    try (var wait = waiting(what)) {
      while (done < before) {
        goOn(wait, what);
        long _ = served.awaitNanos(TURN_NANOS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(what);
    }
  }

  private Wait waiting(String what) {
    return Wait.interruptible(block, what, () -> "another call runs", Wait.ENDLESS);
  }

  private void goOn(Wait wait, String what) {
    checkOpen();
    if (!wait.goesOn()) {
      throw interrupted(what);
    }
  }

  private static CancellationException interrupted(String what) {
    return new CancellationException(
        "interrupted while %s waited for other calls of the manager; it did not run"
            .formatted(what));
  }

  private Target target(long object) {
    Throwable failure = lost;
    if (failure != null) { // such as no memory for it
      lost = null;
      throw new IllegalStateException(
          "an element that another process added got lost: " + failure, failure);
    }
    Target target = objects.get(object);
    if (target == null) {
      checkOpen();
      throw new IllegalStateException("the manager has no object " + object);
    }
    return target;
  }

  private void checkOpen() {
    block.checkOpen();
    if (requests.isClosed()) {
      throw Core.closed(LiveProcess.SELF);
    }
  }

  // ---- calls of others -------------------------------------------------------------------------

  private void serve() {
    try {
      while (!requests.isClosed()) {
        Request request = requests.take();
        if (request == null) {
          rest();
        } else {
          serve(request);
        }
        callers.census();
      }
    } catch (IllegalStateException e) {
      if (block.isOpen()) {
        throw e;
      }
    } finally {
      end();
    }
  }

  /// Callers come in quick succession: a short look-out saves them a system call each.
  private void rest() {
    long start = System.nanoTime();
    while (Core.SPIN_NANOS > 0 && System.nanoTime() - start < Core.SPIN_NANOS) {
      if (!requests.isEmpty()) {
        return;
      }
      Thread.onSpinWait();
    }
    requests.await();
  }

  private void serve(Request request) {
    switch (request.kind()) {
      case HELLO -> callers.greet(request);
      case BYE -> callers.leave(request);
      case FETCH -> callers.deliver(request);
      case CALL, TELL -> {
        run(request); // also if its caller has died: it had asked before
        return;
      }
      case SKIP -> {}
    }
    turn.lock();
    finishTurn();
  }

  private void finishTurn() {
    try {
      done = requests.head();
      if (turn.hasWaiters(served)) {
        served.signalAll();
      }
    } finally {
      turn.unlock();
    }
  }

  private void run(Request request) {
    Outcome outcome;
    byte[] answer;
    try {
      @Nullable Object[] row = Values.decode(Large.read(request.body()));
      long object = (Long) some(row[0]);
      Object operation = some(row[1]);
      var arguments = new Object[row.length - 2];
      System.arraycopy(row, 2, arguments, 0, arguments.length);
      turn.lock();
      try {
        Object result = target(object).invoke(operation, arguments);
        // Now, while nobody changes it.
        answer = request.kind() == Kind.CALL ? Values.encode(result) : new byte[0];
        outcome = Outcome.RETURNED;
      } finally {
        finishTurn();
      }
    } catch (Throwable e) { // whatever the object throws is the caller's
      answer = Thrown.encode(e);
      outcome = Outcome.THREW;
      if (request.kind() == Kind.TELL) {
        lost = e;
      }
      turn.lock();
      finishTurn();
    }
    boolean _ = Thread.interrupted(); // the next caller did not ask for that
    if (request.kind() == Kind.CALL && !requests.isClosed()) { // else it was only interrupted
      callers.answer(request, outcome, answer);
    }
  }

  private static Object some(@Nullable Object value) {
    if (value == null) {
      throw new IllegalArgumentException("a damaged request");
    }
    return value;
  }

  int callers() {
    return callers.count();
  }

  private void end() {
    objects.clear();
    callers.end();
  }

  /// Ends the calls that run; those that wait are told.
  @Override
  public void close() {
    try {
      requests.close();
    } catch (IllegalStateException e) {
      return; // already
    }
    if (Thread.currentThread() == thread) {
      return;
    }
    if (turn.isLocked()) {
      thread.interrupt();
    }
    boolean interrupted = false;
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    objects.clear();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
