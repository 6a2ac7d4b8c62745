package org.muster.install.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import org.muster.install.Programs;
import org.muster.install.kernelspec.KernelFiles;
import org.muster.install.kernelspec.KernelSpec;

/// Makes the wheel: what `pip install` puts a kernel and the command `muster` into an environment
/// with. No Python is needed to make it.
///
/// ```
/// java -cp … org.muster.install.release.WheelMain FOLDER REPOSITORY
/// ```
public final class WheelMain {

  private WheelMain() {}

  public static void main(String[] arguments) throws IOException {
    System.out.println(make(Path.of(arguments[0]), Path.of(arguments[1])));
  }

  /// Makes it from the jars that this program came with.
  ///
  /// @param folder where it goes; an older one of the same version is replaced
  /// @param repository where the license and the command `muster` are
  static Path make(Path folder, Path repository) throws IOException {
    // https://packaging.python.org/en/latest/specifications/version-specifiers/
    String version = Programs.version().replace("-SNAPSHOT", ".dev0");
    var wheel = new Wheel("muster", version);
    SortedMap<String, KernelFiles.Content> files = new TreeMap<>();
    KernelFiles.of(KernelSpec.anywhere())
        .forEach((name, content) ->
            files.put(wheel.data("share/jupyter/kernels/muster/" + name), content));
    files.put(wheel.script("muster"), () -> Files.newInputStream(repository.resolve("muster")));
    files.put(
        wheel.info("licenses/LICENSE"), () -> Files.newInputStream(repository.resolve("LICENSE")));
    Files.createDirectories(folder);
    return wheel.write(folder, files);
  }
}
