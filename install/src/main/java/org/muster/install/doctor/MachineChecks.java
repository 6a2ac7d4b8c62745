package org.muster.install.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.muster.install.NotebookVerb;
import org.muster.install.jdk.Jdk;
import org.muster.install.kernelspec.InstalledKernels;
import org.muster.install.kernelspec.JupyterFolders;
import org.muster.install.kernelspec.KernelSpec;
import org.muster.install.kernelspec.KernelSpecFolder;

/// What can be seen without starting anything.
final class MachineChecks {

  private static final long MEBIBYTE = 1 << 20;

  /// Docker gives containers 64 MiB: too little for shared arrays, enough for everything else.
  private static final long LITTLE_SHARED_MEMORY = 256 * MEBIBYTE;

  private MachineChecks() {}

  static Finding java(Jdk jdk) {
    return jdk.healthy()
        ? Finding.pass("Java", jdk.toString())
        : Finding.warn(
            "Java",
            "%s: before 25.0.3 the G1 collector can corrupt memory (JDK-8377811). Get a newer one from https://adoptium.net"
                .formatted(jdk));
  }

  static Finding sharedMemory() {
    Path folder = Path.of("/dev/shm");
    String subject = "shared memory";
    if (!Files.isDirectory(folder)) {
      return Finding.pass(subject, "this system has no /dev/shm; memory is shared by other ways");
    }
    if (!Files.isWritable(folder)) {
      return Finding.fail(subject, "/dev/shm may not be written: chmod 1777 /dev/shm");
    }
    try {
      long free = Files.getFileStore(folder).getUsableSpace();
      String text = "%,d MiB free in /dev/shm".formatted(free / MEBIBYTE);
      return free >= LITTLE_SHARED_MEMORY
          ? Finding.pass(subject, text)
          : Finding.warn(
              subject,
              text + ", too little for big shared arrays: docker run --shm-size=2g, or free some");
    } catch (IOException e) {
      return Finding.fail(subject, "/dev/shm cannot be used: " + e);
    }
  }

  static Finding jupyter(JupyterFolders folders) {
    return NotebookVerb.jupyter(folders)
        .map(program -> Finding.pass("Jupyter", program.toString()))
        .orElseGet(() ->
            Finding.warn(
                "Jupyter",
                "none on the PATH. ./muster run works without; to get it: "
                    + NotebookVerb.howToGetJupyter(folders)));
  }

  static List<Finding> installedKernels(JupyterFolders folders) {
    List<Finding> findings = new ArrayList<>();
    for (KernelSpecFolder kernel : InstalledKernels.in(folders)) {
      String subject = "kernel \"%s\"".formatted(kernel.name());
      Optional<Path> java = KernelSpec.javaOf(kernel.path());
      if (java.isEmpty()) {
        findings.add(
            Finding.fail(
                subject,
                "%s starts no Java, its kernel.json was changed: ./muster install --name %s"
                    .formatted(kernel.path(), kernel.name())));
      } else if (java.get().isAbsolute() && !Files.isExecutable(java.get())) {
        findings.add(
            Finding.warn(
                subject,
                "%s was installed with a Java that is gone (%s), and looks for another when it starts: ./muster install --name %s"
                    .formatted(kernel.path(), java.get(), kernel.name())));
      } else if (!hasJars(kernel.path())) {
        findings.add(
            Finding.fail(
                subject,
                "%s has lost its jars: ./muster install --name %s"
                    .formatted(kernel.path(), kernel.name())));
      } else {
        findings.add(Finding.pass(subject, kernel.path().toString()));
      }
    }
    if (findings.isEmpty()) {
      findings.add(
          Finding.warn("kernel for Jupyter", "not installed: ./muster install puts it there"));
    }
    return findings;
  }

  private static boolean hasJars(Path kernel) {
    try (Stream<Path> files = Files.list(kernel.resolve("lib"))) {
      return files.anyMatch(file -> String.valueOf(file.getFileName()).startsWith("muster-kernel"));
    } catch (IOException e) {
      return false;
    }
  }
}
