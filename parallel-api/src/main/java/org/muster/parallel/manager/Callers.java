package org.muster.parallel.manager;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.manager.Answers.Outcome;
import org.muster.parallel.manager.Requests.Request;
import org.muster.parallel.memory.LiveProcess;
import org.muster.parallel.memory.SharedSegment;

/// The processes that call a manager, and the way of answers to each.
///
/// Belongs to the serving thread.
final class Callers {

  private static final long CENSUS_NANOS = 1_000_000_000;

  /// A process that calls.
  ///
  /// @param process its number, as [LiveProcess] has it
  /// @param kept answers that were too large, by slot, until they are fetched
  private record Caller(long process, Answers answers, Map<Integer, byte[]> kept) {}

  private final Map<Long, Caller> callers = new ConcurrentHashMap<>();
  private long census = System.nanoTime();

  /// How many there are. May be called from any thread.
  int count() {
    return callers.size();
  }

  // ---- who is there ----------------------------------------------------------------------------

  void greet(Request request) {
    ByteBuffer body = ByteBuffer.wrap(request.body());
    long process = body.getLong();
    try {
      var answers = Answers.attach(Large.handle(body));
      callers.put(request.client(), new Caller(process, answers, new HashMap<>()));
    } catch (IOException e) {
      // It has ended already.
    }
  }

  void leave(Request request) {
    drop(callers.remove(request.client()));
  }

  /// Drops those that have ended, once a second.
  void census() {
    if (System.nanoTime() - census > CENSUS_NANOS) {
      dropTheDead();
    }
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

  /// No more answers.
  void end() {
    for (Caller each : callers.values()) {
      each.answers.wakeAll();
      each.answers.close();
    }
    callers.clear();
  }

  // ---- what they are answered ------------------------------------------------------------------

  /// Answers a call, if its caller is still there.
  void answer(Request request, Outcome outcome, byte[] answer) {
    Caller caller = callers.get(request.client());
    if (caller == null) {
      return;
    }
    int slot = request.slot();
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
  void deliver(Request request) {
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
}
