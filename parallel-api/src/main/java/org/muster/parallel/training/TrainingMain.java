package org.muster.parallel.training;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.muster.parallel.launch.CacheFolder;
import org.muster.parallel.launch.LocalLauncher;

/// Makes an AOT cache for the worker JVMs of this program's class path.
///
/// A worker that runs some typical tasks is recorded, and another JVM makes the cache of the
/// record. The file appears under its name when it is complete. Ends early when standard input
/// does: then whoever wanted the cache is gone.
///
/// @see <a href="https://openjdk.org/jeps/514">JEP 514</a>
public final class TrainingMain {

  private static final int SECONDS_TO_ASSEMBLE = 120;

  private TrainingMain() {}

  /// Makes one cache.
  ///
  /// @param args the file to make, then options that its workers will have
  public static void main(String[] args) throws IOException, InterruptedException {
    Thread.ofPlatform().daemon(true).name("muster-parent-watch").start(TrainingMain::leaveAtEnd);
    Path cache = Path.of(args[0]);
    List<String> options = List.of(args).subList(1, args.length);
    Path lockFile = cache.resolveSibling(cache.getFileName() + ".lock");
    try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock != null && !Files.exists(cache)) { // else somebody makes it, or has made it
        make(cache, options);
        Files.deleteIfExists(lockFile);
      }
    }
    CacheFolder.tidy(cache.resolveSibling(""));
    Runtime.getRuntime().halt(0);
  }

  private static void make(Path cache, List<String> options)
      throws IOException, InterruptedException {
    String unique = cache.getFileName() + "." + ProcessHandle.current().pid();
    Path record = cache.resolveSibling(unique + ".record");
    Path unfinished = cache.resolveSibling(unique + ".unfinished");
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              endChildren(); // one of them may be writing
              delete(record, unfinished);
            }));
    try {
      Workout.run(options, record);
      if (assemble(record, unfinished, options)) {
        Files.move(unfinished, cache, StandardCopyOption.ATOMIC_MOVE);
      }
    } finally {
      delete(record, unfinished);
    }
  }

  private static boolean assemble(Path record, Path unfinished, List<String> options)
      throws IOException, InterruptedException {
    List<String> classPath =
        List.of(System.getProperty("java.class.path").split(File.pathSeparator));
    List<String> command = LocalLauncher.java(classPath, options);
    int classPathAt = command.indexOf("-cp");
    command.addAll(
        classPathAt,
        List.of(
            "-XX:AOTMode=create", "-XX:AOTConfiguration=" + record, "-XX:AOTCache=" + unfinished));
    Process process =
        LocalLauncher.builder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor(SECONDS_TO_ASSEMBLE, TimeUnit.SECONDS) && process.exitValue() == 0;
  }

  private static void endChildren() {
    List<ProcessHandle> children = ProcessHandle.current().descendants().toList();
    children.forEach(ProcessHandle::destroyForcibly);
    children.forEach(
        child -> child.onExit().orTimeout(5, TimeUnit.SECONDS).exceptionally(_ -> child).join());
  }

  private static void delete(Path... files) {
    for (Path file : files) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        // A later training tidies the folder.
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
    System.exit(1); // with the hooks that clean up
  }
}
