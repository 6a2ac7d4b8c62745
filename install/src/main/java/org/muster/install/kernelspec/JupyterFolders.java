package org.muster.install.kernelspec;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.muster.install.Refusal;

/// Where Jupyter keeps its data on this machine, by Jupyter's own rules and without Python.
///
/// A kernelspec is a folder `kernels/NAME` in one of them.
///
/// @param environment the environment variables
/// @param home the user's home folder
/// @param os the system whose rules hold
/// @see <a href="https://docs.jupyter.org/en/latest/use/jupyter-directories.html">Jupyter's common
///   directories</a>
public record JupyterFolders(Map<String, String> environment, Path home, Os os) {

  /// The systems that differ.
  public enum Os {
    LINUX,
    MACOS,
    WINDOWS;

    static Os current() {
      String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
      return name.startsWith("mac") ? MACOS : name.startsWith("windows") ? WINDOWS : LINUX;
    }
  }

  /// Those of the user that runs this program.
  public static JupyterFolders current() {
    return new JupyterFolders(
        System.getenv(), Path.of(System.getProperty("user.home")), Os.current());
  }

  /// The user's own.
  public Path user() {
    Path chosen = folder("JUPYTER_DATA_DIR");
    if (chosen != null) {
      return chosen;
    }
    return switch (os) {
      case MACOS -> home.resolve("Library").resolve("Jupyter");
      case WINDOWS -> {
        Path roaming = folder("APPDATA");
        yield roaming == null
            ? home.resolve(".jupyter").resolve("data")
            : roaming.resolve("jupyter");
      }
      case LINUX -> {
        Path data = folder("XDG_DATA_HOME");
        yield (data == null ? home.resolve(".local").resolve("share") : data).resolve("jupyter");
      }
    };
  }

  /// The one below an installation prefix.
  public Path below(Path prefix) {
    return prefix.toAbsolutePath().normalize().resolve("share").resolve("jupyter");
  }

  /// The prefix of the active virtual or Conda environment, or else of the Python that runs the
  /// `jupyter` on the `PATH`, or else of `python3`.
  ///
  /// @throws Refusal if there is none of them
  public Path environmentPrefix() {
    Path active = activeEnvironment();
    return active != null
        ? active
        : pythonPrefix()
            .orElseThrow(() ->
                new Refusal(
                    """
                    --sys-prefix means the environment that Jupyter runs in, and there is none: \
                    no active virtual or Conda environment, no jupyter and no python3 on the PATH.
                    Activate the environment, or use --user or --prefix DIR.\
                    """));
  }

  /// All folders in which Jupyter looks, the most important first.
  public List<Path> all() {
    Set<Path> all = new LinkedHashSet<>();
    all.addAll(foldersIn("JUPYTER_PATH"));
    all.add(user());
    Path active = activeEnvironment();
    if (active != null) {
      all.add(below(active));
    }
    pythonPrefix().ifPresent(prefix -> all.add(below(prefix)));
    if (os == Os.WINDOWS) {
      Path shared = folder("PROGRAMDATA");
      if (shared != null) {
        all.add(shared.resolve("jupyter"));
      }
    } else {
      all.add(Path.of("/usr/local/share/jupyter"));
      all.add(Path.of("/usr/share/jupyter"));
    }
    return List.copyOf(all);
  }

  private @Nullable Path activeEnvironment() {
    Path virtual = folder("VIRTUAL_ENV");
    return virtual != null ? virtual : folder("CONDA_PREFIX");
  }

  private Optional<Path> pythonPrefix() {
    List<String> command = new ArrayList<>(pythonOfJupyter());
    if (command.isEmpty()) {
      Optional<Path> python = onPath("python3");
      if (python.isEmpty()) {
        return Optional.empty();
      }
      command.add(python.get().toString());
    }
    command.addAll(List.of("-c", "import sys; print(sys.prefix)"));
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      process.getOutputStream().close();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.empty();
      }
      String prefix =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return process.exitValue() == 0 && !prefix.isEmpty()
          ? Optional.of(Path.of(prefix))
          : Optional.empty();
    } catch (IOException | InvalidPathException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /// The interpreter in the first line of the `jupyter` script, with its arguments.
  private List<String> pythonOfJupyter() {
    return onPath("jupyter")
        .map(script -> {
          try (var lines = Files.newBufferedReader(script)) {
            String first = lines.readLine();
            return first != null && first.startsWith("#!") && first.contains("python")
                ? List.of(first.substring(2).strip().split("\\s+"))
                : List.<String>of();
          } catch (IOException e) {
            return List.<String>of(); // no script but a program
          }
        })
        .orElse(List.of());
  }

  /// Where a program is, if it is on the `PATH`.
  public Optional<Path> onPath(String program) {
    for (Path folder : foldersIn("PATH")) {
      for (String name : List.of(program, program + ".exe")) {
        Path file = folder.resolve(name);
        if (Files.isExecutable(file) && !Files.isDirectory(file)) {
          return Optional.of(file);
        }
      }
    }
    return Optional.empty();
  }

  private @Nullable Path folder(String variable) {
    String value = environment.get(variable);
    return value == null || value.isBlank() ? null : pathOf(value);
  }

  private List<Path> foldersIn(String variable) {
    List<Path> folders = new ArrayList<>();
    for (String entry :
        List.of(environment.getOrDefault(variable, "").split(File.pathSeparator, -1))) {
      Path folder = entry.isBlank() ? null : pathOf(entry);
      if (folder != null) {
        folders.add(folder);
      }
    }
    return folders;
  }

  private static @Nullable Path pathOf(String text) {
    try {
      return Path.of(text).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      return null;
    }
  }
}
