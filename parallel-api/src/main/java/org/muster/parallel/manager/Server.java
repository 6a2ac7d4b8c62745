package org.muster.parallel.manager;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Iterator;
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
import org.muster.parallel.memory.SharedSegment;
import org.muster.parallel.sync.Wait;

/// The objects of a manager, in the process that opened it, and the thread on which the calls of
/// other processes run.
///
/// **Threads.** Any. Whoever has the turn may touch objects: the serving thread for each request,
/// or a thread of this process for a call of its own, which first lets pass what had arrived before
/// it. A call made during a call is a part of that.
final class Server implements AutoCloseable {

  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final long CENSUS_NANOS = 1_000_000_000;
  private static final long CLOSE_MILLIS = 1000;
  private static final long TURN_NANOS = 10_000_000;

  /// A process that calls.
  ///
  /// @param process its number, as [LiveProcess] has it
  /// @param kept answers that were too large, by slot, until they are fetched
  private record Caller(long process, Answers answers, Map<Integer, byte[]> kept) {}

  private final SharedBlock block;
  private final Requests requests;
  private final Map<Long, Target> objects = new ConcurrentHashMap<>();
  private final AtomicLong lastObject = new AtomicLong();
  private final Map<Long, Caller> callers = new ConcurrentHashMap<>();
  private final ReentrantLock turn = new ReentrantLock(true);
  private final Condition served = turn.newCondition();
  private final Thread thread;
  private volatile long done;
  private volatile @Nullable Throwable lost;
  private long census = System.nanoTime();

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
        if (System.nanoTime() - census > CENSUS_NANOS) {
          dropTheDead();
        }
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
      case HELLO -> greet(request);
      case BYE -> drop(callers.remove(request.client()));
      case FETCH -> deliver(request);
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
    Caller caller = callers.get(request.client());
    if (request.kind() == Kind.CALL
        && caller != null
        && !requests.isClosed()) { // else it was only interrupted
      answer(caller, request.slot(), outcome, answer);
    }
  }

  private static Object some(@Nullable Object value) {
    if (value == null) {
      throw new IllegalArgumentException("a damaged request");
    }
    return value;
  }

  private static void answer(Caller caller, int slot, Outcome outcome, byte[] answer) {
    caller.kept.remove(slot);
    if (answer.length <= Answers.ROOM) {
      caller.answers.answer(slot, outcome, answer.length, answer);
      return;
    }
    caller.kept.put(slot, answer);
    Outcome large = outcome == Outcome.RETURNED ? Outcome.LARGE : Outcome.LARGE_THREW;
    caller.answers.answer(slot, large, answer.length, new byte[0]);
  }

  /// Writes a large answer where its caller wants it.
  private void deliver(Request request) {
    Caller caller = callers.get(request.client());
    byte[] kept = caller == null ? null : caller.kept.remove(request.slot());
    if (caller == null || kept == null) {
      return;
    }
    try (var segment = SharedSegment.attach(Large.handle(ByteBuffer.wrap(request.body())))) {
      MemorySegment.copy(kept, 0, segment.memory(), ValueLayout.JAVA_BYTE, 0, kept.length);
      caller.answers.answer(request.slot(), Outcome.FETCHED, kept.length, new byte[0]);
    } catch (IOException e) {
      // It has left meanwhile.
      caller.answers.answer(request.slot(), Outcome.FETCHED, 0, new byte[0]);
    }
  }

  // ---- callers come and go ---------------------------------------------------------------------

  private void greet(Request request) {
    ByteBuffer body = ByteBuffer.wrap(request.body());
    long process = body.getLong();
    try {
      var answers = Answers.attach(Large.handle(body));
      callers.put(request.client(), new Caller(process, answers, new HashMap<>()));
    } catch (IOException e) {
      // It has ended already.
    }
  }

  int callers() {
    return callers.size();
  }

  private void dropTheDead() {
    census = System.nanoTime();
    Iterator<Caller> all = callers.values().iterator();
    while (all.hasNext()) {
      Caller each = all.next();
      if (!LiveProcess.isAlive(each.process)) {
        all.remove();
        drop(each);
      }
    }
  }

  private static void drop(@Nullable Caller caller) {
    if (caller != null) {
      caller.answers.close();
    }
  }

  private void end() {
    objects.clear();
    for (Caller each : callers.values()) {
      each.answers.wakeAll();
      each.answers.close();
    }
    callers.clear();
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
