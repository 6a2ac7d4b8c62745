package org.muster.kernel.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.muster.kernel.message.Message;

/// What has arrived and was not taken yet.
final class Inbox {

  private static final Duration SOON = Duration.ofMillis(500);

  private record Entry(String channel, Message message) {}

  private final List<Entry> entries = new ArrayList<>();
  private final List<String> violations = new ArrayList<>();
  private final BlockingQueue<List<byte[]>> heartbeats = new LinkedBlockingQueue<>();

  synchronized void add(String channel, Message message) {
    violations.addAll(Specification.violations(channel, message));
    entries.add(new Entry(channel, message));
    notifyAll();
  }

  /// What no other message may say from now on.
  synchronized void violated(String what) {
    violations.add(what);
    notifyAll();
  }

  void addHeartbeat(List<byte[]> frames) {
    heartbeats.add(frames);
  }

  List<byte[]> awaitHeartbeat() throws TimeoutException, InterruptedException {
    List<byte[]> frames = heartbeats.poll(KernelProcess.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    if (frames == null) {
      throw new TimeoutException("no heartbeat");
    }
    return frames;
  }

  /// Takes the first message that is wanted, waiting for it if need be.
  Message await(BiPredicate<String, Message> wanted) throws TimeoutException, InterruptedException {
    Message found = poll(wanted, KernelProcess.PATIENCE);
    if (found == null) {
      throw new TimeoutException("the message does not come; there are " + entries());
    }
    return found;
  }

  /// Whether such a message is there or comes soon; takes it.
  boolean arrives(BiPredicate<String, Message> wanted) throws InterruptedException {
    return poll(wanted, SOON) != null;
  }

  private synchronized @Nullable Message poll(
      BiPredicate<String, Message> wanted, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      if (!violations.isEmpty()) {
        throw new AssertionError("against the specification: " + violations);
      }
      for (Iterator<Entry> each = entries.iterator(); each.hasNext(); ) {
        Entry entry = each.next();
        if (wanted.test(entry.channel(), entry.message())) {
          each.remove();
          return entry.message();
        }
      }
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return null;
      }
      wait(left);
    }
  }

  private synchronized List<String> entries() {
    return entries.stream()
        .map(entry -> entry.channel() + " " + entry.message().type() + entry.message().content())
        .toList();
  }
}
