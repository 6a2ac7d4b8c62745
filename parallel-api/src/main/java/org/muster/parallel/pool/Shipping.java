package org.muster.parallel.pool;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.pool.Worker.Assigned;
import org.muster.parallel.spi.CellClass;
import org.muster.parallel.spi.ClassSource;
import org.muster.parallel.spi.Host;
import org.muster.parallel.wire.ClassBytes;
import org.muster.parallel.wire.ClassRef;
import org.muster.parallel.wire.Message;
import org.muster.parallel.wire.Payload;

/// Sends chunks to workers, and with them whatever of their code a worker does not have yet: a
/// class or a task that it has is only named.
///
/// Belongs to the scheduler's thread.
final class Shipping {

  private final Crew crew;
  private final TaskCatalog catalog = new TaskCatalog();

  Shipping(Crew crew) {
    this.crew = crew;
  }

  /// Hands a chunk to a worker.
  void ship(Worker worker, Job job, Chunk chunk) {
    sendLibraries(worker);
    sendMissing(worker, job.task.classes());
    long task = catalog.number(job.task.hash());
    if (worker.knownTasks.add(task)) {
      crew.send(
          worker,
          new Message.DefineTask(task, refs(job.task.classes()), Payload.of(job.task.graph())));
    }
    sendMissing(worker, chunk.classes());
    crew.send(
        worker,
        new Message.RunChunk(
            job.id,
            chunk.id(),
            task,
            chunk.from(),
            chunk.count(),
            refs(chunk.classes()),
            chunk.items()));
    worker.inFlight.addLast(new Assigned(job, chunk));
    worker.lastJob = job;
    job.inFlight++;
    forgetOldTasks();
  }

  /// Answers a worker that asks for a class by its name.
  void answer(Worker worker, String name) {
    crew.send(worker, new Message.PulledClass(name, find(worker, name)));
  }

  private static @Nullable ClassBytes find(Worker worker, String name) {
    Assigned running = worker.inFlight.peekFirst();
    if (running != null && running.job().task.loader() instanceof ClassSource source) {
      CellClass found = source.cellClass(name);
      return found == null ? null : bytes(found);
    }
    return null;
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
