package org.muster.parallel.pool;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.Explanation;
import org.muster.parallel.closure.ArrayRef;
import org.muster.parallel.pool.Worker.Assigned;
import org.muster.parallel.spi.BackendJob;
import org.muster.parallel.spi.CellClass;
import org.muster.parallel.spi.Chunk;
import org.muster.parallel.spi.ClassSource;
import org.muster.parallel.spi.Host;
import org.muster.parallel.wire.ClassBytes;
import org.muster.parallel.wire.ClassRef;
import org.muster.parallel.wire.Message;
import org.muster.parallel.wire.Payload;

/// Sends chunks to workers, and with them whatever of their code a worker does not have yet: a
/// class, a task or a big array that it has is only named.
///
/// Belongs to the event loop's thread.
final class Shipping {

  private final Crew crew;
  private final Lanes lanes;
  private final TaskCatalog catalog = new TaskCatalog();

  Shipping(Crew crew, Lanes lanes) {
    this.crew = crew;
    this.lanes = lanes;
  }

  /// Hands a chunk to a worker.
  void ship(Worker worker, Assigned assigned) {
    Chunk chunk = assigned.chunk();
    var items = (ShippedTask.Items) chunk.items();
    long number = define(worker, packed(assigned.job()), items.blobs());
    sendMissing(worker, items.classes());
    sendMissingBlobs(worker, items.blobs());
    Payload payload = readable(worker, items.payload());
    crew.send(
        worker,
        new Message.RunChunk(
            assigned.job().id(),
            chunk.id(),
            number,
            chunk.from(),
            chunk.count(),
            refs(items.classes()),
            payload));
    worker.add(assigned);
    // By then the task has arrays of its own, and the elements they were made of can go.
    tell(worker, worker.holdings.trim(0, number, ids(items.blobs())));
    forgetOldTasks();
    forgetOldClasses(worker);
  }

  /// What is in shared memory travels in the message to a worker that does not share it.
  private Payload readable(Worker worker, Payload payload) {
    return payload.isWhole() || lanes.sharesMemory(worker) ? payload : payload.whole();
  }

  /// Hands calls to a worker in one message.
  void ship(Worker worker, Together together) {
    PackedTask site = together.site();
    long number = Message.RunCalls.NO_TASK;
    List<ClassRef> classes = List.of();
    if (site != null) {
      number = define(worker, site, List.of());
    } else {
      sendLibraries(worker);
      sendMissing(worker, together.like().classes());
      classes = refs(together.like().classes());
    }
    crew.send(worker, new Message.RunCalls(number, together.ids(), classes, together.payload()));
    together.calls().forEach(worker::add);
    forgetOldTasks();
  }

  /// Gives a task to a worker that may not have it yet.
  ///
  /// @param items the arrays that its items name
  /// @return its number
  private long define(Worker worker, PackedTask task, List<Blob> items) {
    sendLibraries(worker);
    long number = catalog.number(task.key());
    sendMissing(worker, task.classes());
    makeRoom(worker, number, task, items);
    sendTask(worker, number, task);
    return number;
  }

  private static PackedTask packed(BackendJob job) {
    return ((Shipped) job.task()).packed();
  }

  /// Before anything big is sent: the worker should not have to hold both.
  ///
  /// @param items the arrays that the items name
  private void makeRoom(Worker worker, long number, PackedTask task, List<Blob> items) {
    Holdings held = worker.holdings;
    long more = held.hasTask(number) ? 0 : size(task);
    Set<Long> needed = new HashSet<>(ids(task.blobs()));
    needed.addAll(ids(items));
    for (Blob blob : held.hasTask(number) ? List.<Blob>of() : task.blobs()) {
      more += held.hasBlob(blob.id()) ? 0 : blob.size();
    }
    for (Blob blob : items) {
      more += held.hasBlob(blob.id()) ? 0 : blob.size();
    }
    if (more > 0) {
      tell(worker, held.trim(more, number, needed));
    }
  }

  private void sendTask(Worker worker, long number, PackedTask task) {
    if (worker.holdings.addTask(number, size(task))) {
      sendMissingBlobs(worker, task.blobs());
      crew.send(
          worker, new Message.DefineTask(number, refs(task.classes()), Payload.of(task.graph())));
    }
  }

  /// What a task takes in a worker: its objects are about as large as its graph, and its arrays are
  /// its own.
  private static long size(PackedTask task) {
    long size = task.graph().length;
    for (Blob blob : task.blobs()) {
      size += blob.size();
    }
    return size;
  }

  private void sendMissingBlobs(Worker worker, List<Blob> blobs) {
    for (Blob blob : blobs) {
      if (worker.holdings.addBlob(blob.id(), blob.size())) {
        Payload elements = readable(worker, new Payload(List.of(blob.frame())));
        crew.send(worker, new Message.Blob(blob.id(), elements));
      }
    }
  }

  private static Set<Long> ids(List<Blob> blobs) {
    return blobs.isEmpty() ? Set.of() : blobs.stream().map(Blob::id).collect(Collectors.toSet());
  }

  private void tell(Worker worker, List<Message.Request> requests) {
    requests.forEach(request -> crew.send(worker, request));
  }

  /// The worker did not come to the end of a chunk of this task, and perhaps not so far that it
  /// made arrays of its own of the elements that it has been told to forget since: next time it
  /// gets the task again, with what is missing.
  void unfinished(Worker worker, BackendJob job) {
    PackedTask task = packed(job);
    Long number = catalog.known(task.key());
    if (number != null && !task.blobs().isEmpty() && worker.holdings.removeTask(number)) {
      crew.send(worker, new Message.ForgetTask(number));
    }
  }

  /// The worker could not read what it was sent with a chunk.
  void unread(Worker worker, Assigned assigned) {
    PackedTask task = packed(assigned.job());
    Long number = catalog.known(task.key());
    if (number != null && worker.holdings.removeTask(number)) {
      crew.send(worker, new Message.ForgetTask(number));
    }
    forgetBlobs(worker, task.blobs());
    if (assigned.chunk().items() instanceof ShippedTask.Items items) {
      forgetBlobs(worker, items.blobs());
    }
  }

  private void forgetBlobs(Worker worker, List<Blob> blobs) {
    for (Blob blob : blobs) {
      if (worker.holdings.removeBlob(blob.id())) {
        crew.send(worker, new Message.ForgetBlob(blob.id()));
      }
    }
  }

  /// What a worker would get with a chunk of this task now.
  Explanation.Delivery delivery(Worker worker, Explaining.Parcel parcel) {
    Long number = catalog.known(parcel.key());
    boolean hasTask = number != null && worker.holdings.hasTask(number);
    long there = hasTask ? parcel.bytes() : 0;
    long missing = hasTask ? 0 : parcel.bytes();
    int classes = 0;
    for (CellClass c : parcel.classes()) {
      boolean has = worker.classes.has(c);
      classes += has ? 0 : 1;
      there += has ? c.bytes().length : 0;
      missing += has ? 0 : c.bytes().length;
    }
    int arrays = 0;
    for (ArrayRef array : parcel.arrays()) {
      boolean has = hasTask || worker.holdings.hasBlob(array.id());
      arrays += has ? 0 : 1;
      there += has ? array.bytes() : 0;
      missing += has ? 0 : array.bytes();
    }
    return new Explanation.Delivery(
        worker.number, worker.pid(), classes, arrays, hasTask, missing, there);
  }

  /// Answers a worker that asks for a class by its name.
  void answer(Worker worker, String name) {
    crew.send(worker, new Message.PulledClass(name, find(worker, name)));
  }

  private static @Nullable ClassBytes find(Worker worker, String name) {
    Assigned running = worker.running();
    if (running != null && packed(running.job()).loader() instanceof ClassSource source) {
      CellClass found = source.cellClass(name);
      if (found != null) {
        return bytes(found);
      }
    }
    CellClass standIn = Host.current().standIn(name);
    return standIn == null ? null : bytes(standIn);
  }

  /// A worker that starts after a library was added gets it the same way as one that runs already.
  private void sendLibraries(Worker worker) {
    List<String> all = Host.current().libraries();
    if (worker.knownLibraries < all.size()) {
      crew.send(worker, new Message.Libraries(all.subList(worker.knownLibraries, all.size())));
      worker.knownLibraries = all.size();
    }
  }

  private void sendMissing(Worker worker, List<CellClass> classes) {
    List<ClassBytes> missing = new ArrayList<>();
    for (CellClass c : classes) {
      if (worker.classes.add(c)) {
        missing.add(bytes(c));
      }
    }
    if (!missing.isEmpty()) {
      crew.send(worker, new Message.Classes(missing));
    }
  }

  private void forgetOldTasks() {
    for (Long old : catalog.trim()) {
      for (Worker worker : crew.workers()) {
        if (worker.holdings.removeTask(old)) {
          crew.send(worker, new Message.ForgetTask(old));
        }
      }
    }
  }

  /// A worker has its tasks' classes in loaders of their own. For a task that it was sent, and
  /// whose chunk it did not start, they are sent again with its next chunk.
  private void forgetOldClasses(Worker worker) {
    List<String> old = worker.classes.trim();
    if (!old.isEmpty()) {
      crew.send(worker, new Message.ForgetClasses(old));
    }
  }

  private static List<ClassRef> refs(List<CellClass> classes) {
    return classes.stream().map(c -> new ClassRef(c.name(), c.sha256())).toList();
  }

  private static ClassBytes bytes(CellClass c) {
    return new ClassBytes(new ClassRef(c.name(), c.sha256()), c.cell(), c.bytes());
  }
}
