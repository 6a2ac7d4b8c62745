package org.muster.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.muster.install.kernelspec.InstallVerb;
import org.muster.install.kernelspec.JupyterFolders;

/// `muster notebook`: installs the kernel for the user, then opens Jupyter on the tutorials.
public final class NotebookVerb implements Verb {

  private final JupyterFolders folders;

  public NotebookVerb(JupyterFolders folders) {
    this.folders = folders;
  }

  @Override
  public String name() {
    return "notebook";
  }

  @Override
  public ExitCode run(List<String> words) throws IOException, InterruptedException {
    var arguments = Arguments.parse(name(), words, Set.of(), Set.of("--java"));
    Path jupyter =
        jupyter(folders)
            .orElseThrow(() ->
                new Refusal("there is no Jupyter here.\nInstall it: " + howToGetJupyter(folders)));
    List<String> forInstall = new ArrayList<>(List.of("--user"));
    arguments.value("--java").ifPresent(java -> forInstall.addAll(List.of("--java", java)));
    new InstallVerb(folders).run(forInstall);

    List<String> command = new ArrayList<>(List.of(jupyter.toString()));
    command.add(tutorials().toString());
    command.addAll(arguments.operands());
    Process process = new ProcessBuilder(command).inheritIO().start();
    // Ctrl-C reaches Jupyter too, and Jupyter asks whether to stop: stay until it has.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> awaitQuietly(process), "await-jupyter"));
    return process.waitFor() == 0 ? ExitCode.DONE : ExitCode.FAILED;
  }

  /// The program that opens notebooks in a browser: Lab, else the classic one.
  public static Optional<Path> jupyter(JupyterFolders folders) {
    return List.of("jupyter-lab", "jupyter-notebook", "jupyter-nbclassic").stream()
        .flatMap(program -> folders.onPath(program).stream())
        .findFirst();
  }

  /// One line for a shell.
  public static String howToGetJupyter(JupyterFolders folders) {
    return folders.onPath("apt-get").isPresent()
        ? "sudo apt-get install jupyter-notebook jupyter-nbconvert"
        : "python3 -m pip install jupyterlab";
  }

  /// In a clone, its notebooks; else where the user is.
  private static Path tutorials() {
    Path notebooks = Path.of(System.getProperty("muster.root", ""), "notebooks").toAbsolutePath();
    return Files.isDirectory(notebooks) ? notebooks : Path.of("").toAbsolutePath();
  }

  private static void awaitQuietly(Process process) {
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
