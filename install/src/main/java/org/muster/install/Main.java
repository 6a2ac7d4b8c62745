package org.muster.install;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.muster.install.doctor.DoctorVerb;
import org.muster.install.kernelspec.InstallVerb;
import org.muster.install.kernelspec.JupyterFolders;
import org.muster.install.kernelspec.ListVerb;
import org.muster.install.kernelspec.UninstallVerb;
import org.muster.install.run.RunVerb;

/// Runs the verb that the command line names.
public final class Main {

  private Main() {}

  public static void main(String[] args) throws InterruptedException {
    ExitCode code = run(List.of(args));
    if (System.out.checkError()) {
      System.err.println(
          "muster: not everything could be written to the standard output: its disk is full, or its reader is gone.");
      code = code == ExitCode.DONE ? ExitCode.FAILED : code;
    }
    System.exit(code.number());
  }

  private static ExitCode run(List<String> words) throws InterruptedException {
    JupyterFolders folders = JupyterFolders.current();
    List<Verb> verbs =
        List.of(
            new RunVerb(),
            new InstallVerb(folders),
            new UninstallVerb(folders),
            new ListVerb(folders),
            new DoctorVerb(folders),
            new NotebookVerb(folders));
    String name = words.isEmpty() ? "help" : words.getFirst();
    List<String> rest = words.isEmpty() ? List.of() : words.subList(1, words.size());
    try {
      switch (name) {
        case "help", "--help", "-h" -> {
          System.out.print(help(rest.isEmpty() ? "muster" : rest.getFirst()));
          return ExitCode.DONE;
        }
        case "version", "--version" -> {
          System.out.println("muster " + Programs.version());
          return ExitCode.DONE;
        }
        default -> {}
      }
      Verb verb =
          verbs.stream()
              .filter(candidate -> candidate.name().equals(name))
              .findFirst()
              .orElseThrow(() ->
                  new Refusal(
                      "unknown verb \"%s\".%nmuster help lists what there is.".formatted(name)));
      if (rest.stream().takeWhile(word -> !word.equals("--")).anyMatch(Main::asksForHelp)) {
        System.out.print(help(name));
        return ExitCode.DONE;
      }
      return verb.run(rest);
    } catch (Refusal e) {
      String.valueOf(e.getMessage()).lines().forEach(line -> System.err.println("muster: " + line));
      return e.exitCode();
    } catch (IOException e) {
      // What we throw ourselves is a sentence.
      System.err.println("muster: " + (e.getClass() == IOException.class ? e.getMessage() : e));
      return ExitCode.FAILED;
    }
  }

  private static boolean asksForHelp(String word) {
    return Arrays.asList("--help", "-h").contains(word);
  }

  /// The same text files that the shell script shows.
  private static String help(String topic) throws IOException {
    try (InputStream text = Main.class.getResourceAsStream("help/" + topic + ".txt")) {
      if (text == null) {
        throw new Refusal(
            "there is no help on \"%s\".%nmuster help lists what there is.".formatted(topic));
      }
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
