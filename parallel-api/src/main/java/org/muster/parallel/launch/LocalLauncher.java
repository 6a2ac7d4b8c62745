package org.muster.parallel.launch;

import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.jvm.Selectors;
import org.muster.parallel.jvm.ThisJvm;
import org.muster.parallel.spi.WorkerLauncher;

/// Starts worker JVMs as child processes of this one.
///
/// The rendezvous goes over the child's standard input, which stays open for as long as this JVM
/// lives: its end tells the worker that the pool is gone, also after `kill -9` (14 ms, portable;
/// docs/decisions/0004-worker-handshake.md).
public final class LocalLauncher implements WorkerLauncher {

  private static final String MAIN = "org.muster.parallel.worker.WorkerMain";

  /// What every worker JVM gets. No performance data file, no crash file and no core dump: a killed
  /// worker leaves nothing behind. What a crashed one says on standard output names the signal and
  /// the frame; the thousand lines of the crash file would push out what the task printed last. The
  /// JVM's own log is off because it would go to standard output. The compiler waits until a method
  /// was called five times as often as it otherwise does: half of what a worker does before its
  /// first answer is compiling methods that only its start needs. Loops and hot methods are
  /// compiled as ever.
  private static final List<String> FIXED_OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:Tier3InvocationThreshold=1000",
          "-XX:Tier3MinInvocationThreshold=500",
          "-XX:Tier3CompileThreshold=5000",
          "-XX:-UsePerfData",
          "-XX:ErrorFile=/dev/null",
          "-XX:-CreateCoredumpOnCrash",
          "-Xlog:disable",
          "-Xlog:all=off",
          "--enable-native-access=ALL-UNNAMED",
          "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED", // for VirtualThreads
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "-Dfile.encoding=UTF-8",
          "-Dstdout.encoding=UTF-8",
          "-Dstderr.encoding=UTF-8",
          "-Djava.awt.headless=true");

  /// Says what the JVM would look for. Without the first it opens every jar of the class path to
  /// see whether one brings its own selectors, and without the second it reads its security
  /// settings for a default: together 25 ms of a worker's start, more where the class path is long.
  private static final List<String> SHORT_CUTS =
      Selectors.PROVIDER.isEmpty()
          ? List.of()
          : List.of(
              "-D%s=%s".formatted(Selectors.PROPERTY, Selectors.PROVIDER),
              "-Djdk.includeInExceptions=hostInfoExclSocket");

  private static final AtomicBoolean PREPARED = new AtomicBoolean();

  private final @Nullable List<String> recording;
  private volatile @Nullable HeadStart ahead;

  public LocalLauncher() {
    this.recording = null;
  }

  /// For workers that are recorded. They are not killed: one that writes its record takes as long
  /// as it takes.
  ///
  /// @param recording what their JVMs get instead of a cache
  public LocalLauncher(List<String> recording) {
    this.recording = List.copyOf(recording);
  }

  /// Does in the background what the first launch of this JVM would have to wait for: reads the
  /// jars that the cache depends on, and loads what starts a process. Never blocks.
  public static void prepare(List<String> classPath) {
    if (PREPARED.compareAndSet(false, true)) {
      Thread.ofPlatform()
          .daemon(true)
          .name("muster-launch-prepare")
          .start(() -> {
            String _ = AotCacheKey.of(classPath, List.of());
            int _ = builder(List.of()).environment().size();
          });
    }
  }

  /// Starts the JVMs of workers that will be launched right away, with just this class path and
  /// these options: they wait to be told where to connect. Never blocks.
  public void startAhead(int workers, List<String> classPath, List<String> jvmOptions) {
    ahead = new HeadStart(workers, classPath, jvmOptions, () -> start(classPath, jvmOptions));
  }

  /// Ends those that were started ahead and are not launched.
  public void endAhead() {
    HeadStart started = ahead;
    if (started != null) {
      started.end();
    }
  }

  /// Waits until the caches that workers of this JVM were started without are made, or could not
  /// be: then the next ones start as fast as all later ones.
  ///
  /// @return false if that takes longer
  public static boolean awaitCaches(Duration atMost) throws InterruptedException {
    return AotCaches.awaitTrainings(atMost);
  }

  @Override
  public boolean sharesMemory() {
    return true;
  }

  @Override
  public LaunchedWorker launch(WorkerLaunch launch, Consumer<String> output) throws IOException {
    HeadStart started = ahead;
    Process process =
        started == null ? null : started.take(launch.classPath(), launch.jvmOptions());
    if (process == null) {
      process = start(launch.classPath(), launch.jvmOptions());
    }
    tell(process, launch);
    Process running = process;
    var drained = new CompletableFuture<Void>();
    // No virtual thread: waiting for a pipe holds its carrier, and as many workers as processors
    // would leave none for other virtual threads of this JVM, such as the one that feeds an imap.
    Thread.ofPlatform()
        .daemon(true)
        .name("muster-worker-" + launch.number() + "-output")
        .start(() -> {
          drain(running, output);
          drained.complete(null);
        });
    return new LocalWorker(process, drained, recording == null);
  }

  private static void tell(Process process, WorkerLaunch launch) {
    try {
      // Not closed: the end of this stream is the sign that the pool is gone.
      Writer stdin = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
      Rendezvous r = launch.rendezvous();
      HexFormat hex = HexFormat.of();
      for (String line :
          List.of(
              r.address(),
              hex.formatHex(r.identity()),
              hex.formatHex(r.workerToken()),
              hex.formatHex(r.poolToken()),
              launch.progress() == null ? "" : launch.progress().toString())) {
        stdin.write(line + "\n");
      }
      stdin.flush();
    } catch (IOException e) {
      // The worker has ended already; its exit code and its last words say why.
    }
  }

  private Process start(List<String> classPath, List<String> jvmOptions) throws IOException {
    List<String> options = new ArrayList<>(SHORT_CUTS);
    options.addAll(jvmOptions);
    options.addAll(recording != null ? recording : AotCaches.optionsFor(classPath, jvmOptions));
    List<String> command = java(classPath, options);
    command.add(MAIN);
    return builder(command).redirectErrorStream(true).start();
  }

  /// The beginning of a command line: this JVM's java, with what every JVM of Muster gets. A new
  /// list.
  ///
  /// @param options after those
  public static List<String> java(List<String> classPath, List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(ThisJvm.java().toString());
    command.addAll(FIXED_OPTIONS);
    command.addAll(options);
    command.add("-cp");
    command.add(String.join(File.pathSeparator, classPath));
    return command;
  }

  /// A process of Java's that this JVM starts.
  public static ProcessBuilder builder(List<String> command) {
    var builder = new ProcessBuilder(command);
    builder.environment().remove("JAVA_TOOL_OPTIONS"); // it makes every JVM print a line
    return builder;
  }

  private static void drain(Process process, Consumer<String> output) {
    char[] buffer = new char[8192];
    try (Reader reader = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
      for (int n = reader.read(buffer); n >= 0; n = reader.read(buffer)) {
        output.accept(new String(buffer, 0, n));
      }
    } catch (IOException e) {
      // The process is gone.
    }
  }

  private record LocalWorker(
      Process process, CompletableFuture<Void> onSilence, boolean mayBeKilled)
      implements LaunchedWorker {

    @Override
    public long pid() {
      return process.pid();
    }

    @Override
    public CompletableFuture<Integer> onExit() {
      return process.onExit().thenApply(Process::exitValue);
    }

    @Override
    public void kill() {
      if (mayBeKilled) {
        process.destroyForcibly();
      }
    }
  }
}
