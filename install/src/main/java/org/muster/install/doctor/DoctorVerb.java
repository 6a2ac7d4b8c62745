package org.muster.install.doctor;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.muster.install.Arguments;
import org.muster.install.ExitCode;
import org.muster.install.Verb;
import org.muster.install.doctor.Finding.Verdict;
import org.muster.install.jdk.Jdk;
import org.muster.install.kernelspec.JupyterFolders;

/// `muster doctor`: does what a user would do, and says what works.
public final class DoctorVerb implements Verb {

  private final JupyterFolders folders;
  private final Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);

  public DoctorVerb(JupyterFolders folders) {
    this.folders = folders;
  }

  @Override
  public String name() {
    return "doctor";
  }

  @Override
  public ExitCode run(List<String> words) throws InterruptedException {
    var arguments = Arguments.parse(name(), words, Set.of(), Set.of("--java")).withoutOperands();
    Jdk jdk = arguments.value("--java").map(Path::of).map(Jdk::at).orElseGet(Jdk::running);
    show(MachineChecks.java(jdk));
    show(MachineChecks.sharedMemory());
    new KernelChecks(this::show).run(jdk);
    show(MachineChecks.jupyter(folders));
    MachineChecks.installedKernels(folders).forEach(this::show);

    int failures = counts.getOrDefault(Verdict.FAIL, 0);
    int warnings = counts.getOrDefault(Verdict.WARN, 0);
    String summary =
        failures > 0
            ? "FAIL  %d of the checks above failed".formatted(failures)
            : "PASS  Muster works here";
    System.out.println(
        summary + (warnings > 0 ? ", %d to look at (WARN)".formatted(warnings) : ""));
    return failures > 0 ? ExitCode.FAILED : ExitCode.DONE;
  }

  private void show(Finding finding) {
    counts.merge(finding.verdict(), 1, Integer::sum);
    System.out.printf(
        "%-5s %s: %s%n",
        finding.verdict(),
        finding.subject(),
        finding.detail().replace("\n", System.lineSeparator() + "      "));
  }
}
