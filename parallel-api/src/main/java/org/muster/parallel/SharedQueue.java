package org.muster.parallel;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import java.util.AbstractQueue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.memory.SharedBlock;
import org.muster.parallel.memory.SharedKind;
import org.muster.parallel.queue.ItemCodec;
import org.muster.parallel.queue.Parts;
import org.muster.parallel.queue.RecordQueue;
import org.muster.parallel.queue.RecordQueue.Seen;
import org.muster.parallel.queue.RecordQueue.Watch;
import org.muster.parallel.sync.Wait;

/// A queue between processes: any of them put, any of them take.
///
/// ```java
/// SharedQueue<String> lines = SharedQueue.create(100);
/// var count = pool.applyAsync(() -> {
///   int n = 0;
///   for (String line : lines.untilClosed()) {
///     n += line.length();
///   }
///   return n;
/// });
/// lines.put("hello");
/// lines.close();
/// count.join();          // 5
/// ```
///
/// **Items** travel as the items of a task do, and are copies on the other side, within one process
/// too: in a pool of threads as in one of workers. One that cannot travel is refused by the method
/// that puts it, naming the field, and the queue is as before. Never null. A class that was defined
/// in a cell arrives too where nobody has mentioned it before.
///
/// **Order.** First in, first out. What one thread puts comes out in the order in which it put it,
/// and what it did before happens-before what is done by whoever takes the item.
///
/// **Close.** After [#close] nothing can be put: that throws [IllegalStateException] in every
/// process. What is there can be taken; then [#take] throws [EndOfStreamException], [#poll()]
/// returns null, also without waiting, and [#untilClosed] ends.
///
/// **Looking.** [#iterator], [#contains], [#toArray()] and the like look at copies of the items
/// that are in the queue at one moment, and take none. [#remove(Object)] takes one that equals.
///
/// **Death.** A process that is killed while it puts leaves no half item. One that is killed loses
/// the items that it had taken and no other; those that it had not confirmed with [#taskDone] are
/// told by [#lost] and [#join].
///
/// **Memory.** The queue has what its items need as bytes, and up to 16 MB that stay ready. Without
/// a capacity it grows until memory is short: then the item is refused with the figures
/// ([IllegalStateException]) and the queue is as before.
///
/// **Lifecycle.** A handle: captured, sent or returned, it is the same queue on the other side. It
/// is gone when no process has it, also after a kill.
///
/// **Ending a wait.** An interrupt ends a wait within 20 ms, and so does the cancellation of a task
/// or the interrupt of a cell.
///
/// **Threads.** Any thread of any process, virtual ones too.
///
/// @param <T> the type of the items
/// @see <a
///   href="https://docs.python.org/3/library/multiprocessing.html#multiprocessing.JoinableQueue">multiprocessing.JoinableQueue</a>
public final class SharedQueue<T> extends AbstractQueue<T>
    implements BlockingQueue<T>, AutoCloseable, Serializable {

  @Serial private static final long serialVersionUID = 1;

  private static final int DRAINED_TOGETHER = 256;

  private enum Kind implements SharedKind<SharedQueue<?>> {
    QUEUE;

    @Override
    public String title() {
      return "SharedQueue";
    }

    @Override
    public SharedQueue<?> open(SharedBlock block) {
      return new SharedQueue<>(block);
    }
  }

  private final transient SharedBlock block;
  private final transient RecordQueue records;

  private SharedQueue(SharedBlock block) {
    this.block = block;
    records =
        new RecordQueue(block, 0, (int) block.parameter(0), Math.toIntExact(block.parameter(1)));
  }

  /// A new queue that holds as many items as there is memory for.
  public static <T> SharedQueue<T> create() {
    return create(Integer.MAX_VALUE);
  }

  /// A new queue of at most so many items; who puts more waits.
  ///
  /// @throws IllegalArgumentException if it is less than 1
  @SuppressWarnings("unchecked") // it is empty
  public static <T> SharedQueue<T> create(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("a queue for %d items".formatted(capacity));
    }
    int chunks = RecordQueue.chunks(1);
    return (SharedQueue<T>)
        SharedBlock.<SharedQueue<?>>createSparse(
            Kind.QUEUE, RecordQueue.end(0, chunks), capacity, chunks);
  }

  // ---- put -------------------------------------------------------------------------------------

  /// Waits for room and puts an item.
  ///
  /// @throws InterruptedException if the calling thread is interrupted; nothing is put then
  /// @throws TaskNotSerializableException if it cannot travel
  /// @throws IllegalStateException if the queue is closed, or there is no memory for the item
  @Override
  public void put(T item) throws InterruptedException {
    boolean _ = records.put(ItemCodec.encode(item), "put()", Wait.ENDLESS, Watch.NONE);
  }

  /// As [#put]; if there is no room, it does not wait.
  ///
  /// @return false if there was none
  @Override
  public boolean offer(T item) {
    return records.offer(ItemCodec.encode(item));
  }

  /// As [#put], for some time.
  ///
  /// @return false if there was no room in it
  @Override
  public boolean offer(T item, long timeout, TimeUnit unit) throws InterruptedException {
    return records.put(ItemCodec.encode(item), "offer()", unit.toNanos(timeout), Watch.NONE);
  }

  /// As [#offer(Object, long, TimeUnit)].
  public boolean offer(T item, Duration time) throws InterruptedException {
    return records.put(ItemCodec.encode(item), "offer()", Wait.nanos(time), Watch.NONE);
  }

  /// Puts all of them, in order and without others in between as far as they are small; nothing is
  /// put if one of them cannot travel. Does not wait.
  ///
  /// @throws IllegalStateException if there is no room for all; the first ones are then in the
  ///   queue
  @Override
  public boolean addAll(Collection<? extends T> items) {
    if (isThis(items)) {
      throw new IllegalArgumentException("a queue cannot be added to itself");
    }
    List<Parts> encoded = new ArrayList<>(items.size());
    items.forEach(item -> encoded.add(ItemCodec.encode(item)));
    int put = records.offerAll(encoded);
    if (put < encoded.size()) {
      throw new IllegalStateException(
          "Queue full: %d of %d items were put".formatted(put, encoded.size()));
    }
    return !encoded.isEmpty();
  }

  @SuppressWarnings("ReferenceEquality") // this very object
  private boolean isThis(Collection<?> other) {
    return other == this;
  }

  @Override
  public int remainingCapacity() {
    return records.remainingCapacity();
  }

  // ---- take ------------------------------------------------------------------------------------

  /// Waits for an item and takes it.
  ///
  /// @throws InterruptedException if the calling thread is interrupted; no item is lost
  /// @throws EndOfStreamException if the queue is closed and empty
  @Override
  public T take() throws InterruptedException {
    Parts parts = records.take("take()", Wait.ENDLESS, Watch.NONE);
    if (parts == null) {
      throw new EndOfStreamException("%s is closed and empty".formatted(block));
    }
    return item(parts);
  }

  /// Takes an item; null if there is none now.
  @Override
  public @Nullable T poll() {
    Parts parts = records.poll();
    return parts == null ? null : item(parts);
  }

  /// Waits for an item and takes it.
  ///
  /// @return null if none came in this time, or if the queue is closed and empty
  @Override
  public @Nullable T poll(long timeout, TimeUnit unit) throws InterruptedException {
    return poll(unit.toNanos(timeout));
  }

  /// As [#poll(long, TimeUnit)].
  public @Nullable T poll(Duration time) throws InterruptedException {
    return poll(Wait.nanos(time));
  }

  private @Nullable T poll(long nanos) throws InterruptedException {
    Parts parts = records.take("poll()", nanos, Watch.NONE);
    return parts == null ? null : item(parts);
  }

  /// The items as they come, until the queue is closed and empty: going through them takes them,
  /// one at a time.
  ///
  /// An interrupt ends it with a [CancellationException], the interrupt flag set.
  public Iterable<T> untilClosed() {
    return Arrivals::new;
  }

  private final class Arrivals implements Iterator<T> {

    private @Nullable T next;

    @Override
    public boolean hasNext() {
      try {
        if (next == null) {
          next = poll(Wait.ENDLESS);
        }
        return next != null;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        var cancelled = new CancellationException("interrupted while waiting for an item");
        cancelled.initCause(e);
        throw cancelled;
      }
    }

    @Override
    public T next() {
      if (!hasNext()) {
        throw new NoSuchElementException("the queue is closed and empty");
      }
      T item = Objects.requireNonNull(next);
      next = null;
      return item;
    }
  }

  @Override
  public int drainTo(Collection<? super T> target) {
    return drainTo(target, Integer.MAX_VALUE);
  }

  /// Takes what is there, at most so many, with few lockings for many small items.
  @Override
  public int drainTo(Collection<? super T> target, int most) {
    Objects.requireNonNull(target);
    if (isThis(target)) {
      throw new IllegalArgumentException("a queue cannot be drained to itself");
    }
    int drained = 0;
    int there = Math.min(most, size());
    while (drained < there) {
      List<Parts> some = records.pollAll(Math.min(DRAINED_TOGETHER, there - drained));
      if (some.isEmpty()) {
        break;
      }
      addTo(target, some);
      drained += some.size();
    }
    return drained;
  }

  /// One that cannot be read here costs none of the others.
  private void addTo(Collection<? super T> target, List<Parts> some) {
    RuntimeException failure = null;
    for (Parts parts : some) {
      try {
        target.add(item(parts));
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  @SuppressWarnings("unchecked") // what is in it was put as a T
  private T item(Parts parts) {
    return (T) ItemCodec.decode(parts);
  }

  // ---- look ------------------------------------------------------------------------------------

  /// How many items there are.
  @Override
  public int size() {
    return records.size();
  }

  /// A copy of the first item; null if there is none.
  @Override
  public @Nullable T peek() {
    Parts parts = records.peek();
    return parts == null ? null : item(parts);
  }

  /// The items that are in the queue now, as copies; it takes none. Its `remove` takes the item out
  /// of the queue if it is still there.
  ///
  /// To take items as they come, use [#untilClosed].
  @Override
  public Iterator<T> iterator() {
    return new Look(records.snapshot().iterator());
  }

  private final class Look implements Iterator<T> {

    private final Iterator<Seen> all;
    private long last;

    Look(Iterator<Seen> all) {
      this.all = all;
    }

    @Override
    public boolean hasNext() {
      return all.hasNext();
    }

    @Override
    public T next() {
      Seen seen = all.next();
      last = seen.number();
      return item(seen.parts());
    }

    @Override
    public void remove() {
      if (last == 0) {
        throw new IllegalStateException("nothing to remove: call next() first");
      }
      boolean _ = records.delete(last);
      last = 0;
    }
  }

  /// Takes the first item that equals this one, if there is one.
  @Override
  public boolean remove(@Nullable Object wanted) {
    if (wanted != null) {
      for (Seen seen : records.snapshot()) {
        if (wanted.equals(item(seen.parts())) && records.delete(seen.number())) {
          return true;
        }
      }
    }
    return false;
  }

  /// Takes out what is in the queue now; for [#join] these items are done.
  @Override
  public void clear() {
    for (Seen seen : records.snapshot()) {
      boolean _ = records.delete(seen.number());
    }
  }

  // ---- done ------------------------------------------------------------------------------------

  /// Says that an item that was taken is done, for those who [#join].
  ///
  /// @throws IllegalStateException if this was said for all that were taken
  public void taskDone() {
    if (!records.unfinished().taskDone()) {
      throw new IllegalStateException(
          "taskDone() was called for more items than were taken from %s".formatted(block));
    }
  }

  /// Waits until [#taskDone] was called for every item that was put.
  ///
  /// @throws InterruptedException if the calling thread is interrupted; it can wait again
  /// @throws ItemsLostException if all others are done, and the processes that had taken the rest
  ///   have ended; these then count as done
  public void join() throws InterruptedException {
    boolean _ = records.unfinished().join("join()", Wait.ENDLESS, this::checkLost);
  }

  /// As [#join()], for some time.
  ///
  /// @return false if it is over first
  public boolean join(Duration time) throws InterruptedException {
    return records.unfinished().join("join()", Wait.nanos(time), this::checkLost);
  }

  private boolean checkLost() {
    Map<Long, Long> lost = records.unfinished().writeOffLost();
    if (!lost.isEmpty()) {
      throw new ItemsLostException(
          "%s: %s; all other items are done. Put the lost ones again if you can, or confirm items before what may kill a worker."
              .formatted(
                  block,
                  lost.entrySet().stream()
                      .map(each ->
                          "process %d ended with %d %s taken and not done"
                              .formatted(
                                  each.getKey(),
                                  each.getValue(),
                                  each.getValue() == 1 ? "item" : "items"))
                      .collect(Collectors.joining(", "))),
          lost.values().stream().mapToLong(Long::longValue).sum());
    }
    return true;
  }

  /// How many items were taken by processes that have ended without [#taskDone] for them: by
  /// process id. Of use where consumers call that.
  public Map<Long, Long> lost() {
    return records.unfinished().lost();
  }

  // ---- close -----------------------------------------------------------------------------------

  /// Ends the queue for all processes: nothing can be put any more. What is in it can be taken, and
  /// those who wait for more leave. Calling it again does nothing.
  @Override
  public void close() {
    records.close();
  }

  /// Whether it was closed; there may still be items in it.
  public boolean isClosed() {
    return records.isClosed();
  }

  /// How many items it has; does not look at them.
  @Override
  public String toString() {
    int capacity = (int) block.parameter(0);
    return "%s[%d%s items%s]"
        .formatted(
            block,
            size(),
            capacity == Integer.MAX_VALUE ? "" : " of " + capacity,
            isClosed() ? ", closed" : "");
  }

  @Serial
  private Object writeReplace() {
    return block.handle(this);
  }

  @Serial
  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a SharedQueue travels as its handle");
  }
}
