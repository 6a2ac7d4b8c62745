package org.muster.parallel.pool;

import org.jspecify.annotations.Nullable;
import org.muster.parallel.memory.ProgressCell;
import org.muster.parallel.pool.Worker.Assigned;
import org.muster.parallel.spi.BackendJob;
import org.muster.parallel.spi.OutputSink;
import org.muster.parallel.spi.Submitter;
import org.muster.parallel.spi.WorkerDisplay;
import org.muster.parallel.spi.WorkerOutput;
import org.muster.parallel.transport.SocketLoop;
import org.muster.parallel.wire.Message;

/// Shows what workers print to whoever submitted the job that it is of.
///
/// Belongs to the event loop's thread.
final class Printer {

  private final SocketLoop loop;
  private final Crew crew;
  private final Submitter owner;

  /// Who prints, if that is not known by the worker's number.
  private final @Nullable String label;

  private final OutputPump pump = new OutputPump("muster-pool-output");

  /// @param owner gets what workers write for no job
  /// @param label says who prints, or null if the worker's number does
  Printer(SocketLoop loop, Crew crew, Submitter owner, @Nullable String label) {
    this.loop = loop;
    this.crew = crew;
    this.owner = owner;
    this.label = label;
    var _ = crew.gone().thenRun(pump::close);
  }

  /// A worker sent what its tasks printed.
  void printed(Worker worker, Message.Output m) {
    int bytes = m.text().length;
    if (m.error()) {
      worker.errBytes += bytes;
    } else {
      worker.outBytes += bytes;
    }
    printed(worker, worker.job(m.job()), m.error(), m.text(), () -> taken(worker, bytes));
  }

  private void taken(Worker worker, int bytes) {
    loop.execute(() -> {
      if (crew.has(worker)) {
        crew.send(worker, new Message.OutputTaken(bytes));
      }
    });
  }

  /// A worker sent a piece of what its tasks display.
  void displayed(Worker worker, Message.Display m) {
    worker.displayed.writeBytes(m.piece());
    if (m.isLast()) {
      byte[] graph = worker.displayed.toByteArray();
      worker.displayed.reset();
      display(worker, jobOf(worker, worker.job(m.job())), graph);
    }
  }

  private void display(Worker worker, @Nullable BackendJob job, byte[] graph) {
    int bytes = graph.length;
    OutputSink sink = sinkOf(job);
    ClassLoader loader =
        job != null && job.task() instanceof Shipped shipped
            ? shipped.packed().loader()
            : ClassLoader.getSystemClassLoader();
    var display =
        new WorkerDisplay(
            worker.number, worker.pid(), nameOf(worker), () -> SentDisplay.read(graph, loader));
    pump.show(() -> sink.display(display), job, () -> taken(worker, bytes));
  }

  private void printed(
      Worker worker, @Nullable BackendJob job, boolean error, byte[] bytes, Runnable taken) {
    String text = (error ? worker.err : worker.out).decode(bytes);
    worker.lastLines.append(text);
    show(worker, job, error ? WorkerOutput.Stream.ERR : WorkerOutput.Stream.OUT, text, taken);
  }

  /// Shows what a worker printed right before its end and did not send any more.
  void showLastWords(Worker worker) {
    ProgressCell cell = worker.progress;
    if (cell != null) {
      for (boolean error : new boolean[] {false, true}) {
        byte[] rest = cell.printedAfter(error, error ? worker.errBytes : worker.outBytes);
        if (rest.length > 0) {
          Assigned running = worker.running();
          printed(worker, running == null ? null : running.job(), error, rest, () -> {});
        }
      }
    }
  }

  /// The worker's process wrote past Muster.
  void wrote(Worker worker, String text) {
    worker.lastOfJvm.append(text);
    Assigned running = worker.running();
    show(worker, running == null ? null : running.job(), WorkerOutput.Stream.ERR, text, () -> {});
  }

  /// @param running the job that it is of, or null if that is over or not known
  private void show(
      Worker worker,
      @Nullable BackendJob running,
      WorkerOutput.Stream stream,
      String text,
      Runnable taken) {
    BackendJob job = jobOf(worker, running);
    OutputSink sink = sinkOf(job);
    var output = new WorkerOutput(worker.number, worker.pid(), stream, text, nameOf(worker));
    pump.show(() -> sink.accept(output), job, taken);
  }

  private static @Nullable BackendJob jobOf(Worker worker, @Nullable BackendJob running) {
    return running == null ? worker.lastJob : running;
  }

  private OutputSink sinkOf(@Nullable BackendJob job) {
    return (job == null ? owner : job.submitter()).output();
  }

  private String nameOf(Worker worker) {
    return label == null ? WorkerOutput.nameOf(worker.number) : label;
  }
}
