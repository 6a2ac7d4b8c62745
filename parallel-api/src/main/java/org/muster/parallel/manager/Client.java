package org.muster.parallel.manager;

import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.manager.Answers.Answer;
import org.muster.parallel.manager.Answers.Outcome;
import org.muster.parallel.manager.Requests.Kind;
import org.muster.parallel.manager.Requests.Request;
import org.muster.parallel.memory.LiveProcess;
import org.muster.parallel.memory.SharedBlock;
import org.muster.parallel.memory.SharedSegment;
import org.muster.parallel.sync.Wait;

/// A process that calls the objects of a manager in another one.
///
/// **Threads.** Any; each that waits for an answer has a slot. More threads than there are slots
/// wait for each other.
final class Client implements AutoCloseable {

  private static final long CHECK_NANOS = 20_000_000;

  private final SharedBlock block;
  private final Requests requests;
  private final long owner;
  private final Answers answers = Answers.create();
  private final long number;
  private final Semaphore permits = new Semaphore(Answers.SLOTS);
  private final Deque<Integer> free =
      new ArrayDeque<>(); // the last used first: its pages are there
  private final Deque<Integer> abandoned = new ArrayDeque<>();
  private volatile long checked = System.nanoTime();

  /// @param owner number of the manager's process, as [LiveProcess] has it
  Client(SharedBlock block, Requests requests, long owner) {
    this.block = block;
    this.requests = requests;
    this.owner = owner;
    number = requests.newClient();
    for (int slot = Answers.SLOTS - 1; slot >= 0; slot--) {
      free.push(slot);
    }
    byte[] handle = Large.handle(answers.handle());
    byte[] body =
        ByteBuffer.allocate(Long.BYTES + handle.length)
            .putLong(LiveProcess.SELF)
            .put(handle)
            .array();
    try (var wait = waiting("the first call")) {
      put(new Request(Kind.HELLO, number, 0, body), wait, "the first call");
    } catch (RuntimeException | Error e) {
      answers.close();
      throw e;
    }
  }

  // ---- calls -----------------------------------------------------------------------------------

  /// A call that cannot fail and has no result: it is done before the next call of anybody who
  /// could know of it.
  void tell(String what, byte[] row) {
    if (System.nanoTime() - checked > CHECK_NANOS) {
      checkOwner();
    }
    try (var wait = waiting(what)) {
      put(new Request(Kind.TELL, number, 0, Large.inline(row)), wait, what);
    }
  }

  @Nullable Object call(String what, byte[] row) throws Throwable {
    byte[] answer;
    Outcome outcome;
    try (var wait = waiting(what)) {
      int slot = takeSlot(wait, what);
      boolean answered = false;
      try {
        Answer found = exchange(slot, row, wait, what);
        outcome = found.outcome();
        answer = found.inline();
        if (outcome == Outcome.LARGE || outcome == Outcome.LARGE_THREW) {
          answer = fetch(slot, found.bytes(), wait, what);
        }
        answered = true;
      } finally {
        giveSlot(slot, answered);
      }
    }
    if (outcome == Outcome.THREW || outcome == Outcome.LARGE_THREW) {
      throw Thrown.decode(answer, LiveProcess.pid(owner));
    }
    return Values.decode(answer)[0];
  }

  private Answer exchange(int slot, byte[] row, Wait wait, String what) {
    if (row.length < Requests.LARGEST) {
      return ask(Kind.CALL, slot, Large.inline(row), wait, what);
    }
    try (var copy = Large.copy(row)) {
      return ask(Kind.CALL, slot, Large.place(copy), wait, what);
    }
  }

  private byte[] fetch(int slot, long bytes, Wait wait, String what) {
    try (SharedSegment room = Large.create(bytes)) {
      Answer fetched = ask(Kind.FETCH, slot, Large.handle(room.handle()), wait, what);
      if (fetched.bytes() != bytes) {
        throw new IllegalStateException("the answer to %s got lost".formatted(what));
      }
      return room.memory().asSlice(0, bytes).toArray(ValueLayout.JAVA_BYTE);
    }
  }

  private Answer ask(Kind kind, int slot, byte[] body, Wait wait, String what) {
    answers.become(slot, Answers.AWAITED);
    try {
      put(new Request(kind, number, slot, body), wait, what);
    } catch (RuntimeException | Error e) {
      answers.become(slot, Answers.ANSWERED); // nobody will
      throw e;
    }
    if (!spin(slot)) {
      sleep(slot, wait, what);
    }
    return answers.read(slot);
  }

  private boolean spin(int slot) {
    long start = System.nanoTime();
    while (Core.SPIN_NANOS > 0 && System.nanoTime() - start < Core.SPIN_NANOS) {
      if (answers.state(slot) == Answers.ANSWERED) {
        return true;
      }
      Thread.onSpinWait();
    }
    return false;
  }

  private void sleep(int slot, Wait wait, String what) {
    long offset = Answers.offset(slot);
    if (!answers.become(slot, Answers.AWAITED, Answers.ASLEEP)) {
      return; // it has come
    }
    while (answers.state(slot) != Answers.ANSWERED) {
      if (!wait.once(answers.memory(), offset, Answers.ASLEEP)) {
        throw new CancellationException(
            "interrupted while %s waited for the manager's process %d, where it may still run"
                .formatted(what, LiveProcess.pid(owner)));
      }
      if (answers.state(slot) != Answers.ANSWERED) {
        checkOwnerWhile(wait);
      }
    }
  }

  private void put(Request request, Wait wait, String what) {
    checkClosed();
    if (!requests.put(request, () -> goesOn(wait), wait)) {
      throw new CancellationException(
          "interrupted while %s waited for room in the row of the manager's requests; it did not run"
              .formatted(what));
    }
  }

  private boolean goesOn(Wait wait) {
    checkOwnerWhile(wait);
    return wait.goesOn();
  }

  // ---- the manager's end -----------------------------------------------------------------------

  private void checkOwnerWhile(Wait wait) {
    checkClosed();
    if (wait.isLong() && System.nanoTime() - checked > CHECK_NANOS) {
      checkOwner();
    }
  }

  private void checkClosed() {
    block.checkOpen();
    if (requests.isClosed()) {
      throw Core.closed(owner);
    }
  }

  private void checkOwner() {
    checked = System.nanoTime();
    if (!LiveProcess.isAlive(owner)) {
      throw new IllegalStateException(
          "the manager's process %d ended, and its lists, maps and shared objects with it"
              .formatted(LiveProcess.pid(owner)));
    }
  }

  private Wait waiting(String what) {
    return Wait.interruptible(
        block, what, () -> "its objects are in process " + LiveProcess.pid(owner), Wait.ENDLESS);
  }

  // ---- slots -----------------------------------------------------------------------------------

  private int takeSlot(Wait wait, String what) {
    while (!permits.tryAcquire()) {
      checkOwnerWhile(wait);
      if (!wait.goesOn() || !awaitSlot()) {
        throw new CancellationException(
            "interrupted while %s waited for other calls; it did not run".formatted(what));
      }
    }
    synchronized (free) {
      recover();
      return free.pop();
    }
  }

  private boolean awaitSlot() {
    try {
      if (permits.tryAcquire(CHECK_NANOS, TimeUnit.NANOSECONDS)) {
        permits.release();
      }
      synchronized (free) {
        recover();
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void giveSlot(int slot, boolean answered) {
    synchronized (free) {
      if (!answered && leave(slot)) {
        abandoned.push(slot);
        return;
      }
      answers.become(slot, Answers.FREE);
      free.push(slot);
    }
    permits.release();
  }

  /// @return whether the answer may still come
  private boolean leave(int slot) {
    return answers.become(slot, Answers.AWAITED, Answers.LEFT)
        || answers.become(slot, Answers.ASLEEP, Answers.LEFT);
  }

  /// Takes slots back whose answers have come after all.
  private void recover() {
    Iterator<Integer> all = abandoned.iterator();
    while (all.hasNext()) {
      int slot = all.next();
      if (answers.state(slot) == Answers.FREE) {
        all.remove();
        free.push(slot);
        permits.release();
      }
    }
  }

  @Override
  public void close() {
    try (var wait = Wait.uninterruptible(block, "close()", () -> "", CHECK_NANOS)) {
      boolean _ =
          requests.isClosed()
              || requests.put(new Request(Kind.BYE, number, 0, new byte[0]), wait, wait);
    } catch (IllegalStateException e) {
      // The manager is gone already.
    }
    answers.close();
  }
}
