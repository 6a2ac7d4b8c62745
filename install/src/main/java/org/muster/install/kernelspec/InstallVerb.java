package org.muster.install.kernelspec;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.muster.install.Arguments;
import org.muster.install.ExitCode;
import org.muster.install.Verb;
import org.muster.install.jdk.Jdk;

/// `muster install`: puts the kernel where Jupyter finds it.
public final class InstallVerb implements Verb {

  /// What Jupyter calls the kernel unless told otherwise.
  public static final String DEFAULT_NAME = "muster";

  private final JupyterFolders folders;

  public InstallVerb(JupyterFolders folders) {
    this.folders = folders;
  }

  @Override
  public String name() {
    return "install";
  }

  @Override
  public ExitCode run(List<String> words) {
    var arguments =
        Arguments.parse(
                name(),
                words,
                Set.of("--user", "--sys-prefix", "--dry-run", "--force"),
                Set.of(Place.PREFIX, "--name", "--java", "--jvm-opt", "--env"))
            .withoutOperands();
    Jdk jdk = arguments.value("--java").map(Path::of).map(Jdk::at).orElseGet(Jdk::running);
    var spec = KernelSpec.on(jdk, arguments.values("--jvm-opt"), environment(arguments));
    var folder =
        new KernelSpecFolder(
            Place.of(arguments, folders), arguments.value("--name").orElse(DEFAULT_NAME));
    if (!arguments.has("--force")) {
      folder.checkReplaceable();
    }
    if (arguments.has("--dry-run")) {
      rehearse(folder, spec);
      return ExitCode.DONE;
    }
    String change =
        switch (folder.install(spec)) {
          case CREATED -> "installed";
          case REPLACED -> "replaced";
          case UNCHANGED -> "is installed already and up to date:";
        };
    System.out.printf(
        "Kernel \"%s\" %s %s%nIt runs on %s.%n", folder.name(), change, folder.path(), jdk);
    return ExitCode.DONE;
  }

  private static void rehearse(KernelSpecFolder folder, KernelSpec spec) {
    System.out.printf(
        "Would %s %s with these files:%n", folder.exists() ? "replace" : "create", folder.path());
    KernelFiles.of(spec).keySet().forEach(name -> System.out.println("  " + name));
    System.out.print("kernel.json:\n" + spec.toJson());
  }

  private static Map<String, String> environment(Arguments arguments) {
    Map<String, String> environment = new LinkedHashMap<>();
    for (String assignment : arguments.values("--env")) {
      int equals = assignment.indexOf('=');
      if (equals < 1) {
        throw arguments.refusal("--env wants NAME=VALUE, not \"%s\"".formatted(assignment));
      }
      environment.put(assignment.substring(0, equals), assignment.substring(equals + 1));
    }
    return environment;
  }
}
