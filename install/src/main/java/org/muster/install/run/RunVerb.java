package org.muster.install.run;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.muster.install.Arguments;
import org.muster.install.ExitCode;
import org.muster.install.Refusal;
import org.muster.install.Verb;
import org.muster.install.frontend.KernelClient;
import org.muster.install.frontend.KernelDiedException;
import org.muster.install.frontend.KernelProcess;
import org.muster.install.jdk.Jdk;
import org.muster.install.notebook.Notebook;

/// `muster run NOTEBOOK.ipynb`: executes a notebook as a Jupyter front end would.
public final class RunVerb implements Verb {

  private static final String SUFFIX = ".ipynb";

  @Override
  public String name() {
    return "run";
  }

  @Override
  public ExitCode run(List<String> words) throws IOException, InterruptedException {
    var arguments =
        Arguments.parse(name(), words, Set.of(), Set.of("-o", "--output", "--timeout", "--java"));
    if (arguments.operands().size() != 1) {
      throw arguments.refusal(
          arguments.operands().isEmpty() ? "which notebook?" : "one notebook at a time");
    }
    Path source = Path.of(arguments.operands().getFirst());
    Duration limit =
        arguments.value("--timeout").map(text -> seconds(arguments, text)).orElse(null);
    Jdk jdk = arguments.value("--java").map(Path::of).map(Jdk::at).orElseGet(Jdk::running);
    Notebook notebook = Notebook.read(source);
    Path target =
        arguments
            .value("-o")
            .or(() -> arguments.value("--output"))
            .map(Path::of)
            .orElseGet(() -> besides(source));
    checkWritable(target);
    return execute(notebook, source, target, jdk, limit);
  }

  private static ExitCode execute(
      Notebook notebook, Path source, Path target, Jdk jdk, @Nullable Duration limit)
      throws IOException, InterruptedException {
    Terminal terminal = Terminal.current();
    Path folder = source.toAbsolutePath().getParent();
    KernelProcess kernel =
        KernelProcess.start(jdk, folder == null ? Path.of("").toAbsolutePath() : folder);
    var end = new OrderlyEnd(kernel);
    try (end;
        var client = new KernelClient(kernel)) {
      JsonObject info = client.awaitReady();
      if (info.get("language_info") instanceof JsonObject language) {
        notebook.setLanguageInfo(language);
      }
      var run = new NotebookRun(notebook, client, terminal, limit);
      try {
        return run.execute();
      } finally {
        end.parkIfInterrupted();
        write(notebook, target);
        terminal.say("wrote " + target);
      }
    } catch (KernelDiedException e) {
      end.parkIfInterrupted();
      terminal.say(String.valueOf(e.getMessage()));
      return ExitCode.KERNEL_DIED;
    }
  }

  /// Where the target cannot be written any more, an hour's results go where they can.
  private static void write(Notebook notebook, Path target) {
    try {
      notebook.write(target);
    } catch (Refusal e) {
      String instead =
          rescued(notebook).map(place -> "%nIt is in %s instead.".formatted(place)).orElse("");
      throw new Refusal(e.exitCode(), e.getMessage() + instead);
    }
  }

  private static Optional<Path> rescued(Notebook notebook) {
    try {
      Path place = Files.createTempFile("muster-executed-", SUFFIX);
      try {
        notebook.write(place);
        return Optional.of(place);
      } catch (Refusal e) {
        Files.delete(place);
      }
    } catch (IOException e) {
      // No room there either.
    }
    return Optional.empty();
  }

  /// `a/b.ipynb` becomes `a/b.executed.ipynb`: where relative links still lead to the same files.
  private static Path besides(Path source) {
    String name = String.valueOf(source.getFileName());
    String stem = name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    return source.resolveSibling(stem + ".executed" + SUFFIX);
  }

  /// Before the first cell runs: an hour's results must not end in a folder that is read-only.
  private static void checkWritable(Path target) {
    Path folder = target.toAbsolutePath().getParent();
    String problem =
        Files.isDirectory(target)
            ? "it is a folder"
            : folder == null || !Files.isDirectory(folder)
                ? "there is no such folder"
                : !Files.isWritable(Files.exists(target) ? target : folder)
                    ? "permission denied"
                    : null;
    if (problem != null) {
      throw new Refusal(
          "cannot write the executed notebook to %s: %s.%nName another file with -o."
              .formatted(target, problem));
    }
  }

  private static Duration seconds(Arguments arguments, String text) {
    try {
      double seconds = Double.parseDouble(text);
      if (seconds > 0 && seconds < 1e9) {
        return Duration.ofMillis(Math.round(seconds * 1000));
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw arguments.refusal("--timeout wants seconds, and \"%s\" is not that".formatted(text));
  }
}
