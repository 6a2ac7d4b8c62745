package org.muster.kernel.channel;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.muster.kernel.message.Message;

/// A thread that answers the requests of one channel, one after the other, in the order in which
/// they arrived.
public final class RequestThread {

  private final BlockingQueue<Message> requests = new LinkedBlockingQueue<>();
  private final String name;

  private volatile boolean isAnswering;

  /// When the last answer was given, as [System#nanoTime] tells; guarded by this.
  private long answered = System.nanoTime();

  /// A thread that is not started yet; requests may come already.
  public RequestThread(String name) {
    this.name = name;
  }

  /// Starts the thread; it keeps the process alive until that exits.
  ///
  /// @param handler what it throws is noted in the [ProtocolLog], and the thread goes on
  public void start(Consumer<Message> handler) {
    Thread.ofPlatform()
        .name(name)
        .start(() -> {
          while (true) {
            answerNext(handler);
          }
        });
  }

  /// Queues a request.
  public void add(Message request) {
    requests.add(request);
  }

  /// The requests that wait now.
  public List<Message> waiting() {
    return List.copyOf(requests);
  }

  /// Waits until no request was there for a while.
  ///
  /// @param span how long
  public synchronized void awaitQuiet(Duration span) throws InterruptedException {
    while (true) {
      long left = answered + span.toNanos() - System.nanoTime();
      if (isAnswering || !requests.isEmpty()) {
        wait(); // for the next answer
      } else if (left > 0) {
        wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
      } else {
        return;
      }
    }
  }

  private synchronized void noteAnswer() {
    answered = System.nanoTime();
    isAnswering = false;
    notifyAll();
  }

  private void answerNext(Consumer<Message> handler) {
    String type = "request";
    try {
      Message request = requests.take();
      isAnswering = true;
      type = request.type();
      handler.accept(request);
    } catch (InterruptedException e) {
      // Nobody means this thread: it goes on.
    } catch (RuntimeException | Error e) {
      ProtocolLog.note("%s failed in the kernel itself: %s".formatted(type, e));
    } finally {
      noteAnswer();
    }
  }
}
