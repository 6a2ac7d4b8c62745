package org.muster.install.kernelspec;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.muster.install.Programs;

/// The files of a kernelspec: `kernel.json`, the scripts that start the kernel, logos, and all jars
/// in `lib`.
public final class KernelFiles {

  private static final List<String> RESOURCES =
      List.of("start", "jdk.sh", "no-java.py", "logo-32x32.png", "logo-64x64.png", "logo-svg.svg");

  private KernelFiles() {}

  /// What is in one of them.
  @FunctionalInterface
  public interface Content {

    /// From its beginning, each time.
    InputStream open() throws IOException;
  }

  /// All of them, by their names relative to the kernelspec's folder, with slashes.
  public static SortedMap<String, Content> of(KernelSpec spec) {
    var files = new TreeMap<String, Content>();
    byte[] json = spec.toJson().getBytes(StandardCharsets.UTF_8);
    files.put(KernelSpec.FILE, () -> new ByteArrayInputStream(json));
    for (String name : RESOURCES) {
      files.put(name, () -> resource(name));
    }
    for (Path jar : Programs.jars()) {
      files.put("lib/" + jar.getFileName(), () -> Files.newInputStream(jar));
    }
    return Collections.unmodifiableSortedMap(files);
  }

  private static InputStream resource(String name) throws IOException {
    InputStream in = KernelFiles.class.getResourceAsStream("/org/muster/install/" + name);
    if (in == null) {
      throw new NoSuchFileException(name, null, "this program was built without it");
    }
    return in;
  }
}
