package org.muster.install.kernelspec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The kernels of this program that Jupyter finds.
public final class InstalledKernels {

  private InstalledKernels() {}

  /// All of them, in the order in which Jupyter looks.
  public static List<KernelSpecFolder> in(JupyterFolders folders) {
    List<KernelSpecFolder> found = new ArrayList<>();
    for (Path data : folders.all()) {
      Path kernels = data.resolve("kernels");
      try (Stream<Path> entries = Files.list(kernels)) {
        entries
            .filter(Files::isDirectory)
            .filter(KernelSpec::isOurs)
            .sorted()
            .map(entry -> new KernelSpecFolder(data, String.valueOf(entry.getFileName())))
            .forEach(found::add);
      } catch (IOException e) {
        // Jupyter passes over folders that are not there or may not be read, too.
      }
    }
    return found;
  }
}
