package org.muster.kernel.training;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.muster.parallel.jvm.ThisJvm;

/// The AOT cache (JEP 483, 514, 515) of a kernel: the classes of kernel and compiler, loaded and
/// linked in advance, and what the JVM learnt about them.
///
/// Whoever starts a kernel names the file, which fits the jars and this JDK, in a system property,
/// and has the JVM use it if it is there. If it is not, the kernel has it made, by a process of the
/// lowest priority that ends with it.
public final class KernelCache {

  /// The system property with the file's name.
  public static final String PROPERTY = "muster.kernel.cache";

  /// Set to `off` in the environment to have none made.
  private static final String SWITCH = "MUSTER_KERNEL_CACHE";

  /// Whoever opens a notebook runs cells at first, and needs the processors for that.
  private static final long DELAY_SECONDS = 20;

  private static final String NICE = "/usr/bin/nice";

  private KernelCache() {}

  /// Has the cache of this kernel made, later, if it is wanted and missing. Returns at once.
  public static void makeIfMissing() {
    String named = System.getProperty(PROPERTY, "");
    if (named.isEmpty() || "off".equals(System.getenv(SWITCH)) || Files.exists(Path.of(named))) {
      return;
    }
    Path cache = Path.of(named);
    Path folder = cache.toAbsolutePath().getParent();
    if (folder != null && Files.isWritable(folder)) {
      CompletableFuture.delayedExecutor(DELAY_SECONDS, TimeUnit.SECONDS, KernelCache::onOwnThread)
          .execute(() -> train(cache));
    }
  }

  private static void onOwnThread(Runnable work) {
    Thread.ofPlatform().daemon(true).name("muster-kernel-training").start(work);
  }

  private static void train(Path cache) {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(Path.of(NICE))) {
      command.addAll(List.of(NICE, "-n", "19"));
    }
    String jar = ThisJvm.property("java.class.path", ""); // all of it: started with -jar
    command.addAll(
        List.of(
            ThisJvm.java().toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-cp",
            jar,
            TrainingMain.class.getName(),
            cache.toString(),
            jar));
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> !option.startsWith("-D" + PROPERTY))
        .forEach(command::add);
    var builder =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    if (jar.isEmpty() || jar.contains(File.pathSeparator)) {
      return; // not started with -jar: no such command line to record
    }
    try {
      Process process = builder.start(); // its standard input ends with this process
      process.onExit().join();
    } catch (IOException e) {
      // Kernels start without.
    }
  }
}
