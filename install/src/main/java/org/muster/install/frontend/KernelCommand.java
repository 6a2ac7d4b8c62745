package org.muster.install.frontend;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.muster.install.Programs;
import org.muster.install.Refusal;
import org.muster.install.jdk.Jdk;

/// The command line of a kernel: the one place that says how its JVM is started.
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
          "-Xshare:auto",
          // A JVM killed with -9 would leave its hsperfdata file behind.
          "-XX:-UsePerfData",
          // What the JVM has to say about itself is not a cell's output.
          "-Xlog:disable",
          "-Xlog:all=error:stderr");

  /// Run by `sh -c` with java, kernel's jar, connection file and flags as `$0 $1 $2 …`: only a
  /// shell can look into the environment of each start. `exec` keeps the process id, which is the
  /// one that Jupyter signals.
  private static final String SCRIPT =
      "j=$1 f=$2; shift 2; set -f; exec \"$0\" \"$@\" ${%s-${%s-$%s}} -jar \"$j\" \"$f\""
          .formatted(OPTION_VARIABLES.get(0), OPTION_VARIABLES.get(1), OPTION_VARIABLES.get(2));

  private KernelCommand() {}

  /// For a `kernel.json`: Jupyter puts in the two places in braces.
  public static List<String> forJupyter(Jdk jdk, List<String> jvmOptions) {
    List<String> argv = new ArrayList<>();
    if (File.separatorChar == '/') {
      argv.addAll(List.of("/bin/sh", "-c", SCRIPT));
      argv.addAll(
          List.of(jdk.java().toString(), "{resource_dir}/lib/" + jar(), "{connection_file}"));
      argv.addAll(FLAGS);
      argv.addAll(jvmOptions);
    } else {
      argv.add(jdk.java().toString());
      argv.addAll(FLAGS);
      argv.addAll(jvmOptions);
      argv.addAll(List.of("-jar", "{resource_dir}\\lib\\" + jar(), "{connection_file}"));
    }
    return argv;
  }

  /// For a kernel that this program starts itself, from its own jars.
  ///
  /// @param environment the variables to look into for more options
  static List<String> direct(Jdk jdk, Map<String, String> environment, Path connectionFile) {
    List<String> command = new ArrayList<>();
    command.add(jdk.java().toString());
    command.addAll(FLAGS);
    OPTION_VARIABLES.stream()
        .filter(environment::containsKey)
        .findFirst()
        .map(environment::get)
        .map(String::strip)
        .filter(options -> !options.isEmpty())
        .ifPresent(options -> command.addAll(List.of(options.split("\\s+"))));
    command.addAll(List.of("-jar", Programs.folder().resolve(jar()).toString()));
    command.add(connectionFile.toString());
    return command;
  }

  private static String jar() {
    return Programs.jars().stream()
        .map(jar -> jar.getFileName().toString())
        .filter(KERNEL.asMatchPredicate())
        .findFirst()
        .orElseThrow(() -> new Refusal("the kernel's jar is missing beside this program's."));
  }
}
