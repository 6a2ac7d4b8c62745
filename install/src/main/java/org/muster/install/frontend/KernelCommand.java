package org.muster.install.frontend;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.muster.install.Programs;
import org.muster.install.Refusal;
import org.muster.install.jdk.Jdk;

/// The command line of a kernel. What can only be said at the start of an installed one, its shell
/// script `start` says in the same way.
public final class KernelCommand {

  /// How the kernel's jar is called; the one argument of its program is the connection file.
  /// Started with `-jar`, because only then the JVM lets the kernel replace the code of loaded
  /// classes.
  private static final Pattern KERNEL = Pattern.compile("muster-kernel-.*\\.jar");

  /// Set these to add options to the JVM of every kernel; the first that is set counts.
  private static final List<String> OPTION_VARIABLES =
      List.of("MUSTER_JVM_OPTS", "JJAVA_JVM_OPTS", "IJAVA_JVM_OPTS");

  private static final List<String> FLAGS =
      List.of(
          // Shared memory and locks across processes go through java.lang.foreign.
          "--enable-native-access=ALL-UNNAMED",
          // CompletableFuture.supplyAsync(…, pool) hands a pool objects of this package.
          "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
          // A JVM killed with -9 would leave its hsperfdata file behind.
          "-XX:-UsePerfData",
          // What the JVM's compilers needed for a moment goes back to the system: 30 MB of a start.
          "-XX:TrimNativeHeapInterval=5000",
          // What a cache knows to be often called is compiled at its 512th call, not at its 128th:
          // before the first result that is 200 ms of processor time for what is not called again.
          "-XX:Tier0InvokeNotifyFreqLog=9",
          "-XX:Tier0BackedgeNotifyFreqLog=12",
          // What the JVM has to say about itself is not a cell's output; a cache that does not fit
          // is no error.
          "-Xlog:disable",
          "-Xlog:all=error,aot*=off,cds*=off:stderr");

  /// A kernel that has just begun needs little, and takes what is there: a small young generation,
  /// collected by one thread in milliseconds, instead of a 64th of the machine's memory.
  private static final String COLLECTOR = "-XX:+UseSerialGC";

  private static final String HEAP = "-Xms84m";

  /// Next to these options the JVM accepts no AOT cache.
  private static final List<String> WITHOUT_CACHE =
      List.of("-Xshare", "SharedArchiveFile", "-XX:AOT", "-javaagent", "-agent");

  private KernelCommand() {}

  /// For a `kernel.json`: Jupyter puts in the two places in braces, and the shell script `start` of
  /// the kernelspec finds the rest.
  ///
  /// @param java what the kernel runs on: a `java` program, or only its name to have one looked for
  /// @param cache where the AOT cache is: a folder, ended by a slash, or nothing for the user's own
  public static List<String> forJupyter(String java, String cache, List<String> jvmOptions) {
    List<String> argv = new ArrayList<>();
    if (File.separatorChar == '/') {
      argv.addAll(List.of("/bin/sh", "{resource_dir}/start", "{connection_file}"));
      argv.addAll(List.of(cache + KernelCacheFile.name(), java));
      argv.addAll(FLAGS);
      argv.addAll(jvmOptions);
    } else {
      argv.add(java);
      argv.addAll(FLAGS);
      argv.addAll(memory(jvmOptions));
      argv.addAll(jvmOptions);
      argv.addAll(List.of("-jar", "{resource_dir}\\lib\\" + jar(), "{connection_file}"));
    }
    return argv;
  }

  /// For a kernel that this program starts itself, from its own jars.
  ///
  /// @param environment the variables to look into for more options
  static List<String> direct(Jdk jdk, Map<String, String> environment, Path connectionFile) {
    List<String> options =
        OPTION_VARIABLES.stream()
            .filter(environment::containsKey)
            .findFirst()
            .map(environment::get)
            .map(String::strip)
            .filter(text -> !text.isEmpty())
            .map(text -> List.of(text.split("\\s+")))
            .orElse(List.of());
    List<String> command = new ArrayList<>();
    command.add(jdk.java().toString());
    command.addAll(FLAGS);
    command.addAll(memory(options));
    if (options.stream().noneMatch(KernelCommand::excludesCache)) {
      Path cache = Programs.folder().resolve(KernelCacheFile.name(jdk));
      command.add(
          Files.isRegularFile(cache) ? "-XX:AOTCache=" + cache : "-Dmuster.kernel.cache=" + cache);
    }
    command.addAll(options);
    command.addAll(List.of("-jar", Programs.folder().resolve(jar()).toString()));
    command.add(connectionFile.toString());
    return command;
  }

  /// What is ours to choose, because these options leave it open.
  private static List<String> memory(List<String> options) {
    List<String> chosen = new ArrayList<>();
    if (options.stream().noneMatch(option -> option.matches("-XX:\\+Use.*GC"))) {
      chosen.add(COLLECTOR);
    }
    if (options.stream().noneMatch(option -> option.startsWith("-Xm") || option.contains("Heap"))) {
      chosen.add(HEAP);
    }
    return chosen;
  }

  private static boolean excludesCache(String option) {
    return WITHOUT_CACHE.stream().anyMatch(option::contains);
  }

  private static String jar() {
    return Programs.jars().stream()
        .map(jar -> jar.getFileName().toString())
        .filter(KERNEL.asMatchPredicate())
        .findFirst()
        .orElseThrow(() -> new Refusal("the kernel's jar is missing beside this program's."));
  }
}
