package org.muster.parallel.launch;

import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.muster.parallel.Pool;

/// A program with a pool of one worker that says whether that worker was started with a cache.
public final class StartProgram {

  private StartProgram() {}

  /// Opens a pool and asks its worker.
  ///
  /// @param args `once`, or `until-there-is-a-cache`; then an option for the worker
  public static void main(String[] args) throws Exception {
    List<String> options = List.of(args).subList(1, args.length);
    try (Pool pool =
        Pool.open(config -> {
          config = config.withWorkers(1);
          for (String option : options) {
            config = config.withJvmOption(option);
          }
          return config;
        })) {
      boolean with =
          pool.apply(() ->
              ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                  .anyMatch(argument -> argument.startsWith("-XX:AOTCache=")));
      System.out.println(with ? "with" : "without");
    }
    if (args[0].equals("until-there-is-a-cache")) {
      boolean made = awaitCache(Path.of(System.getenv("XDG_CACHE_HOME")));
      System.out.println(made ? "made" : "not made");
    }
  }

  private static boolean awaitCache(Path folder) throws Exception {
    long giveUpAt = System.nanoTime() + TimeUnit.MINUTES.toNanos(4);
    while (System.nanoTime() < giveUpAt) {
      try (Stream<Path> files = Files.walk(folder)) {
        if (files.anyMatch(file -> file.toString().endsWith(".aot"))) {
          return true;
        }
      } catch (UncheckedIOException e) {
        // A file of the training went away meanwhile.
      }
      Thread.sleep(50);
    }
    return false;
  }
}
