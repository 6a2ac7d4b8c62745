package org.muster.parallel.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// The AOT caches (JEP 483, 514, 515) with which worker JVMs start three times as fast: the classes
/// of a worker, loaded and linked in advance.
///
/// A cache fits one class path on one JDK, and is made by running a small pool on it once. That
/// takes seconds, so nobody waits for it: workers start without until it is there. It is made by a
/// process of the lowest priority, and ends with the JVM that wanted it.
///
/// **Threads.** May be used from any thread.
final class AotCaches {

  /// Set to `off` to do without.
  static final String SWITCH = "MUSTER_WORKER_CACHE";

  private static final String TRAINING = "org.muster.parallel.training.TrainingMain";

  /// A program that is over sooner has no use for a cache, and one that has just begun needs the
  /// processors itself.
  private static final long DELAY_MILLIS = 3_000;

  /// On a loaded machine, at the lowest priority, it takes its time.
  private static final long MINUTES_FOR_TRAINING = 5;

  private static final Executor LATER =
      CompletableFuture.delayedExecutor(
          DELAY_MILLIS, TimeUnit.MILLISECONDS, AotCaches::onOwnThread);

  /// By key; completed when there is nothing more to wait for.
  private static final Map<String, CompletableFuture<Void>> TRAININGS = new ConcurrentHashMap<>();

  private AotCaches() {}

  private static void onOwnThread(Runnable work) {
    Thread.ofPlatform().daemon(true).name("muster-worker-training").start(work);
  }

  /// The option with which a worker uses its cache; empty if there is none yet, or none is to be
  /// had. One that is missing will be made.
  static List<String> optionsFor(List<String> classPath, List<String> jvmOptions) {
    if ("off".equals(System.getenv(SWITCH)) || jvmOptions.stream().anyMatch(AotCaches::clashes)) {
      return List.of();
    }
    String key = AotCacheKey.of(classPath, jvmOptions);
    Path folder = CacheFolder.find();
    if (key == null || folder == null) {
      return List.of();
    }
    Path cache = folder.resolve(key + ".aot");
    if (Files.isRegularFile(cache)) {
      markAsUsed(cache);
      return with(cache);
    }
    TRAININGS.computeIfAbsent(
        key, _ -> CompletableFuture.runAsync(() -> train(cache, classPath, jvmOptions), LATER));
    return List.of();
  }

  /// Waits until the caches that this JVM has found missing are made, or could not be made.
  ///
  /// @return false if that takes longer
  static boolean awaitTrainings(Duration atMost) throws InterruptedException {
    try {
      CompletableFuture.allOf(TRAININGS.values().toArray(CompletableFuture[]::new))
          .get(atMost.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      return true; // workers start without
    }
  }

  /// What the compiler learnt while the cache was made would have it compile, at once, what only a
  /// start needs: a quarter of the processor time until the first answer.
  ///
  /// The cache is mapped where it was made for. Elsewhere each worker would change every pointer in
  /// it: 8 ms of its start, and 8 MB of memory that it could share with the others.
  private static List<String> with(Path cache) {
    String option = "-XX:AOTCache=" + cache;
    return Runtime.version().feature() == 25
        ? List.of(
            option,
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:-AOTReplayTraining",
            "-XX:ArchiveRelocationMode=0")
        : List.of(option);
  }

  /// Options that the JVM refuses next to a cache, or with which none works.
  private static boolean clashes(String option) {
    return option.startsWith("-Xshare")
        || option.startsWith("-XX:SharedArchiveFile")
        || option.startsWith("-XX:AOT")
        || option.startsWith("-javaagent")
        || option.startsWith("-agent");
  }

  /// The least recently used ones are deleted one day ([CacheFolder]).
  private static void markAsUsed(Path cache) {
    try {
      Files.setLastModifiedTime(cache, FileTime.from(Instant.now()));
    } catch (IOException e) {
      // It is used all the same.
    }
  }

  private static void train(Path cache, List<String> classPath, List<String> jvmOptions) {
    List<String> command = new ArrayList<>();
    String nice = nice();
    if (nice != null) {
      command.addAll(List.of(nice, "-n", "19"));
    }
    command.addAll(LocalLauncher.java(classPath, List.of()));
    command.addAll(List.of(TRAINING, cache.toString()));
    command.addAll(AotCacheKey.relevant(jvmOptions));
    Process process;
    try {
      process =
          LocalLauncher.builder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      return; // workers start without
    }
    // Its standard input stays open as long as this JVM lives, and no longer.
    try {
      if (!process.waitFor(MINUTES_FOR_TRAINING, TimeUnit.MINUTES)) {
        process.destroy();
      }
    } catch (InterruptedException e) {
      process.destroy();
    }
  }

  private static @Nullable String nice() {
    for (String place : List.of("/usr/bin/nice", "/bin/nice")) {
      if (Files.isExecutable(Path.of(place))) {
        return place;
      }
    }
    return null;
  }
}
