package org.muster.parallel.worker;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.muster.parallel.WorkerLocal;
import org.muster.parallel.closure.StopSignal;
import org.muster.parallel.memory.ProgressCell;
import org.muster.parallel.spi.DisplayLine;
import org.muster.parallel.spi.WorkerLauncher.Rendezvous;
import org.muster.parallel.sync.Surroundings;
import org.muster.parallel.transport.PoolLine;
import org.muster.parallel.transport.SocketLoop;

/// The main program of a worker JVM.
///
/// It reads its [Rendezvous] from standard input, connects, and works until the pool says stop or
/// standard input ends, which means that the pool's process is gone. Nothing that a task left
/// running keeps it alive: it is ended by [System#exit], and at once if its pool is gone.
///
/// The main thread is the task thread. A second one owns the socket, a third one waits for the end
/// of standard input.
public final class WorkerMain {

  /// The exit code of a worker that was started by something else than a pool.
  private static final int USAGE = 64;

  /// The exit code of a worker that cannot talk to its pool, for want of memory most likely.
  private static final int NO_CONNECTION = 70;

  /// How long shutdown hooks may take.
  private static final long LONGEST_EXIT_MILLIS = 1000;

  private static final String IO_THREAD = "muster-worker-io";

  /// Address, identity, worker's token, pool's token, progress file.
  private static final int LINES = 5;

  private WorkerMain() {}

  /// Takes no arguments: what a worker needs is secret.
  public static void main(String[] args) throws IOException {
    var pipe = new ParentPipe(new FileInputStream(FileDescriptor.in));
    List<String> lines = pipe.readLines(LINES);
    if (lines.size() < LINES) {
      System.err.println("This program is started by a Muster pool, not by hand.");
      System.exit(USAGE);
    }
    Rendezvous rendezvous = rendezvous(lines);
    ProgressCell progress =
        lines.get(4).isEmpty() ? null : ProgressCell.open(Path.of(lines.get(4)));
    Thread _ = pipe.watch(Orphan::end);
    System.setIn(new NoInput());

    Surroundings.install(StopSignal::check, () -> "");
    Thread.setDefaultUncaughtExceptionHandler(WorkerMain::uncaught);
    SocketLoop loop = SocketLoop.start(IO_THREAD);
    var inbox = new Inbox();
    var line = new PoolLine(loop, rendezvous, inbox::received, WorkerMain::leaveUnconnected);
    inbox.answerThrough(line::send);
    var output = new WorkerOutputStreams(line, inbox, progress);
    output.install();
    DisplayLine.install(output.displays());
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> { // also if a task called System.exit: what it printed still arrives
              output.flush();
              loop.close();
              pipe.close();
            }));

    new RequestLoop(line, inbox, output, progress).runUntilStopped();
    WorkerLocal.closeAll(System.err::println);
    leave();
  }

  /// Ends the process with what libraries expect of an end: their shutdown hooks run, and the files
  /// that they marked with [java.io.File#deleteOnExit] go, among them whole native libraries. A
  /// hook that does not come to its end is not waited for.
  private static void leave() {
    try {
      Thread exit = new Thread(() -> System.exit(0), "muster-exit");
      exit.setDaemon(true);
      exit.start();
      exit.join(LONGEST_EXIT_MILLIS);
    } catch (InterruptedException | OutOfMemoryError e) {
      // Then it ends without.
    } finally {
      Runtime.getRuntime().halt(0);
    }
  }

  private static Rendezvous rendezvous(List<String> lines) {
    HexFormat hex = HexFormat.of();
    return new Rendezvous(
        lines.get(0),
        hex.parseHex(lines.get(1)),
        hex.parseHex(lines.get(2)),
        hex.parseHex(lines.get(3)));
  }

  /// As the JVM's own, but a thread that a cancelled task had started ends without a word. The
  /// threads that talk to the pool cannot go on without what they were about to send: then the
  /// process ends, and the pool replaces it.
  private static void uncaught(Thread thread, Throwable thrown) {
    if (thread.getName().equals(IO_THREAD)) {
      leaveUnconnected(thrown);
    }
    if (!(thrown instanceof StopSignal.Stopped)) {
      System.err.print("Exception in thread \"" + thread.getName() + "\" ");
      thrown.printStackTrace();
    }
  }

  private static void leaveUnconnected(Object why) {
    try {
      System.err.println("the connection to the pool failed: " + why);
    } finally { // also where there is no memory to say it
      Runtime.getRuntime().halt(NO_CONNECTION);
    }
  }
}
