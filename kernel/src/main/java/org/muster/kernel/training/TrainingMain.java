package org.muster.kernel.training;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.muster.kernel.message.ConnectionFile;
import org.muster.parallel.jvm.ThisJvm;

/// Makes the AOT cache of a kernel: records one that runs some typical cells, and has another JVM
/// make the cache of the record. The file appears under its name when it is complete. One process
/// at a time makes it. Ends early, with what it has started, when standard input does.
///
/// ```
/// java -cp muster-kernel.jar org.muster.kernel.training.TrainingMain CACHE JAR JVM_OPTION…
/// ```
///
/// @see <a href="https://openjdk.org/jeps/514">JEP 514</a>
public final class TrainingMain {

  /// A recorded kernel writes for seconds when it leaves, on a busy machine for many.
  static final long PATIENCE_SECONDS = 240;

  private TrainingMain() {}

  /// Makes one cache.
  ///
  /// @param args the file to make, the kernel's jar, and the options of the kernel's JVM
  public static void main(String[] args) throws IOException, InterruptedException {
    Thread.ofPlatform().daemon(true).name("muster-parent-watch").start(TrainingMain::leaveAtEnd);
    Path cache = Path.of(args[0]).toAbsolutePath();
    List<String> options = List.of(args).subList(2, args.length);
    Path lockFile = cache.resolveSibling(cache.getFileName() + ".lock");
    boolean made = false;
    try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock != null) { // else somebody makes it
        made = Files.exists(cache) || make(cache, lockFile, Path.of(args[1]), options);
        Files.deleteIfExists(lockFile);
      }
    }
    Runtime.getRuntime().halt(made ? 0 : 1);
  }

  private static boolean make(Path cache, Path lockFile, Path jar, List<String> options)
      throws IOException, InterruptedException {
    Path work = Files.createTempDirectory("muster-training-");
    Path connectionFile = work.resolve("connection.json");
    Path record = work.resolve("kernel.record");
    Path unfinished = cache.resolveSibling(cache.getFileName() + ".unfinished");
    List<Path> files = List.of(connectionFile, record, unfinished, work, lockFile);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
              delete(files);
            }));
    try {
      ConnectionFile connection = ConnectionFile.onFreePorts();
      connection.write(connectionFile);
      List<String> recording = new ArrayList<>(options);
      recording.addAll(List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + record));
      recording.add("-Dmuster.exit.seconds=" + PATIENCE_SECONDS);
      Process kernel = start(recording, jar, connectionFile);
      try (var workout = new Workout(connection, kernel)) {
        workout.run(Workout.ROUNDS);
      }
      if (!ended(kernel)) {
        return false;
      }
      List<String> creating = new ArrayList<>(options);
      creating.addAll(
          List.of(
              "-XX:AOTMode=create",
              "-XX:AOTConfiguration=" + record,
              "-XX:AOTCache=" + unfinished));
      if (!ended(start(creating, jar, connectionFile))) {
        return false;
      }
      Files.move(unfinished, cache, StandardCopyOption.ATOMIC_MOVE);
      return true;
    } finally {
      delete(files);
    }
  }

  private static Process start(List<String> options, Path jar, Path connectionFile)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ThisJvm.java().toString());
    command.addAll(options);
    command.addAll(List.of("-jar", jar.toString(), connectionFile.toString()));
    var builder =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    // A kernel ends with its front end: with this process, not with the one that was open once.
    builder.environment().put("JPY_PARENT_PID", String.valueOf(ProcessHandle.current().pid()));
    return builder.start();
  }

  private static boolean ended(Process process) throws InterruptedException {
    if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      return process.exitValue() == 0;
    }
    process.destroyForcibly();
    return false;
  }

  private static void delete(List<Path> files) {
    for (Path file : files) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        // In a folder for temporary files, or the next training replaces it.
      }
    }
  }

  private static void leaveAtEnd() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is said here.
      }
    } catch (IOException e) {
      // As good as the end.
    }
    System.exit(1); // with the hook that cleans up
  }
}
