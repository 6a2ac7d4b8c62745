package org.muster.parallel.pool;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.pool.Worker.Assigned;
import org.muster.parallel.spi.BackendJob;
import org.muster.parallel.spi.CellClass;
import org.muster.parallel.spi.Chunk;
import org.muster.parallel.spi.ClassSource;
import org.muster.parallel.wire.ClassBytes;
import org.muster.parallel.wire.ClassRef;
import org.muster.parallel.wire.Message;
import org.muster.parallel.wire.Payload;

/// Sends chunks to workers, and with them whatever of their code a worker does not have yet: a
/// class or a task that it has is only named.
///
/// Belongs to the event loop's thread.
final class Shipping {

  private final Crew crew;
  private final TaskCatalog catalog = new TaskCatalog();

  Shipping(Crew crew) {
    this.crew = crew;
  }

  /// Hands a chunk to a worker.
  void ship(Worker worker, Assigned assigned) {
    Chunk chunk = assigned.chunk();
    PackedTask packed = packed(assigned.job());
    var items = (ShippedTask.Items) chunk.items();
    sendMissing(worker, packed.classes());
    long task = catalog.number(packed.hash());
    if (worker.knownTasks.add(task)) {
      crew.send(
          worker, new Message.DefineTask(task, refs(packed.classes()), Payload.of(packed.graph())));
    }
    sendMissing(worker, items.classes());
    crew.send(
        worker,
        new Message.RunChunk(
            assigned.job().id(),
            chunk.id(),
            task,
            chunk.from(),
            chunk.count(),
            refs(items.classes()),
            items.payload()));
    worker.inFlight.addLast(assigned);
    worker.lastJob = assigned.job();
    forgetOldTasks();
  }

  /// Answers a worker that asks for a class by its name.
  void answer(Worker worker, String name) {
    crew.send(worker, new Message.PulledClass(name, find(worker, name)));
  }

  private static @Nullable ClassBytes find(Worker worker, String name) {
    Assigned running = worker.inFlight.peekFirst();
    if (running != null && packed(running.job()).loader() instanceof ClassSource source) {
      CellClass found = source.cellClass(name);
      return found == null ? null : bytes(found);
    }
    return null;
  }

  private static PackedTask packed(BackendJob job) {
    return ((ShippedTask) job.task()).packed();
  }

  private void sendMissing(Worker worker, List<CellClass> classes) {
    List<ClassBytes> missing = new ArrayList<>();
    for (CellClass c : classes) {
      if (worker.knownClasses.add(c.sha256())) {
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
        if (worker.knownTasks.remove(old)) {
          crew.send(worker, new Message.ForgetTask(old));
        }
      }
    }
  }

  private static List<ClassRef> refs(List<CellClass> classes) {
    return classes.stream().map(c -> new ClassRef(c.name(), c.sha256())).toList();
  }

  private static ClassBytes bytes(CellClass c) {
    return new ClassBytes(new ClassRef(c.name(), c.sha256()), c.cell(), c.bytes());
  }
}
