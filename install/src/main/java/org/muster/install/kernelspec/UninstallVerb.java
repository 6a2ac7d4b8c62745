package org.muster.install.kernelspec;

import java.util.List;
import java.util.Set;
import org.muster.install.Arguments;
import org.muster.install.ExitCode;
import org.muster.install.Refusal;
import org.muster.install.Verb;

/// `muster uninstall`: removes what `muster install` put there.
public final class UninstallVerb implements Verb {

  private final JupyterFolders folders;

  public UninstallVerb(JupyterFolders folders) {
    this.folders = folders;
  }

  @Override
  public String name() {
    return "uninstall";
  }

  @Override
  public ExitCode run(List<String> words) {
    var arguments =
        Arguments.parse(
                name(),
                words,
                Set.of("--user", "--sys-prefix", "--dry-run"),
                Set.of(Place.PREFIX, "--name", "--java"))
            .withoutOperands();
    var folder =
        new KernelSpecFolder(
            Place.of(arguments, folders),
            arguments.value("--name").orElse(InstallVerb.DEFAULT_NAME));
    if (!folder.exists()) {
      System.out.printf("Nothing to remove: there is no %s%n", folder.path());
      tellOthers(folder);
      return ExitCode.DONE;
    }
    if (!folder.isOurs()) {
      throw new Refusal(
          ExitCode.FAILED,
          "%s holds another kernel, and is left alone.%nRemove it with: jupyter kernelspec remove %s"
              .formatted(folder.path(), folder.name()));
    }
    if (arguments.has("--dry-run")) {
      System.out.printf("Would remove %s%n", folder.path());
      return ExitCode.DONE;
    }
    folder.uninstall();
    System.out.printf("Removed %s%n", folder.path());
    return ExitCode.DONE;
  }

  private void tellOthers(KernelSpecFolder missing) {
    InstalledKernels.in(folders).stream()
        .filter(kernel -> !kernel.path().equals(missing.path()))
        .forEach(kernel -> System.out.printf("There is one in %s%n", kernel.path()));
  }
}
