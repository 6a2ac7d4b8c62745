package org.muster.parallel.worker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.muster.parallel.spi.WorkerLauncher.Rendezvous;
import org.muster.parallel.transport.PoolLine;
import org.muster.parallel.transport.SocketLoop;

/// The main program of a worker JVM.
///
/// It reads its [Rendezvous] from standard input, connects, and works until the pool says stop or
/// standard input ends, which means that the pool's process is gone. It leaves with [Runtime#halt]
/// in both cases: nothing that a task left running keeps it alive.
///
/// The main thread is the task thread. A second one owns the socket, a third one waits for the end
/// of standard input.
public final class WorkerMain {

  /// The exit code of a worker that was started by something else than a pool.
  private static final int USAGE = 64;

  private WorkerMain() {}

  /// Takes no arguments: what a worker needs is secret.
  public static void main(String[] args) throws IOException {
    var stdin = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    Rendezvous rendezvous = readRendezvous(stdin);
    Thread.ofPlatform().name("muster-parent-watch").daemon(true).start(() -> leaveAtEnd(stdin));

    // Built before a task can replace them.
    SocketLoop loop = SocketLoop.start("muster-worker-io");
    var inbox = new Inbox();
    var line = new PoolLine(loop, rendezvous, inbox::received, _ -> Runtime.getRuntime().halt(1));
    var output = new WorkerOutputStreams(line, inbox);
    output.install();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> { // a task called System.exit: what it printed still arrives
              output.flush();
              loop.close();
            }));

    new ChunkRunner(line, inbox, output).runUntilStopped();
    output.flush();
    loop.close();
    Runtime.getRuntime().halt(0);
  }

  private static Rendezvous readRendezvous(BufferedReader in) throws IOException {
    String[] lines = new String[4];
    for (int i = 0; i < lines.length; i++) {
      String line = in.readLine();
      if (line == null) {
        System.err.println("This program is started by a Muster pool, not by hand.");
        System.exit(USAGE);
      }
      lines[i] = line;
    }
    HexFormat hex = HexFormat.of();
    return new Rendezvous(
        lines[0], hex.parseHex(lines[1]), hex.parseHex(lines[2]), hex.parseHex(lines[3]));
  }

  private static void leaveAtEnd(BufferedReader stdin) {
    try {
      while (stdin.readLine() != null) {
        // The pool has nothing more to say here.
      }
    } catch (IOException e) {
      // As good as the end.
    }
    Runtime.getRuntime().halt(0);
  }
}
