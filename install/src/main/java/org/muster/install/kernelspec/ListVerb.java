package org.muster.install.kernelspec;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.muster.install.Arguments;
import org.muster.install.ExitCode;
import org.muster.install.Verb;
import org.muster.install.jdk.Jdk;

/// `muster list`: the installed kernels, and whether they still can start.
public final class ListVerb implements Verb {

  private final JupyterFolders folders;

  public ListVerb(JupyterFolders folders) {
    this.folders = folders;
  }

  @Override
  public String name() {
    return "list";
  }

  @Override
  public ExitCode run(List<String> words) {
    Arguments.parse(name(), words, Set.of(), Set.of("--java")).withoutOperands();
    List<KernelSpecFolder> kernels = InstalledKernels.in(folders);
    if (kernels.isEmpty()) {
      System.out.println("No kernel of Muster's is installed; ./muster install puts one there.");
    }
    for (KernelSpecFolder kernel : kernels) {
      System.out.printf("%-12s %s%n%-12s %s%n", kernel.name(), kernel.path(), "", java(kernel));
    }
    return ExitCode.DONE;
  }

  private static String java(KernelSpecFolder kernel) {
    Optional<Path> java = KernelSpec.javaOf(kernel.path());
    if (java.isEmpty()) {
      return "starts no Java: its kernel.json was changed";
    }
    if (!java.get().isAbsolute()) {
      return "runs on the JDK that it finds when it starts";
    }
    if (!Files.isExecutable(java.get())) {
      return "its Java is gone: there is no %s. It runs on another one if it finds one; ./muster install --name %s names one"
          .formatted(java.get(), kernel.name());
    }
    Path home = java.get().resolve("../..").normalize();
    return Jdk.versionAt(home)
        .map(version -> new Jdk(home, version).toString())
        .orElse("Java at " + java.get());
  }
}
