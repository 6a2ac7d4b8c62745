package org.muster.kernel.display;

import static java.util.Objects.requireNonNullElse;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.dflib.jjava.jupyter.Extension;
import org.jspecify.annotations.Nullable;
import org.muster.kernel.channel.OutputStreamName;
import org.muster.kernel.eval.CellRun;

/// What libraries bring along for notebooks, as jjava has it: a class that is named in
/// `META-INF/services/org.dflib.jjava.jupyter.Extension` and teaches the kernel how the library's
/// types look, or runs the imports that everybody needs.
///
/// Found when a library is added, and installed in the cell that adds it, or in the first one. One
/// that fails is told, and costs nothing but itself.
///
/// **Threads.** [#lookInto] from any; [#install] from that of a cell.
public final class Extensions {

  private static final String SERVICE = "META-INF/services/" + Extension.class.getName();

  private final Supplier<NotebookKernel> kernel;
  private final Function<Throwable, String> textOf;
  private final Queue<String> waiting = new ConcurrentLinkedQueue<>();

  /// Those of the class path that cells have had, by the names of their classes; guarded by itself.
  private final Set<String> known = new HashSet<>();

  /// @param kernel to be extended
  /// @param textOf an exception in lines of cells
  public Extensions(Supplier<NotebookKernel> kernel, Function<Throwable, String> textOf) {
    this.kernel = kernel;
    this.textOf = textOf;
  }

  /// Finds those in jars and folders that were added to the class path of cells.
  public void lookInto(List<Path> added) {
    for (Path entry : added) {
      String names = requireNonNullElse(names(entry), "");
      names
          .lines()
          .map(line -> line.replaceFirst("#.*", "").strip())
          .filter(line -> !line.isEmpty())
          .forEach(name -> {
            synchronized (known) {
              if (known.add(name)) {
                waiting.add(name);
              }
            }
          });
    }
  }

  /// Whether there is something to install.
  public boolean areWaiting() {
    return !waiting.isEmpty();
  }

  /// Installs those that were found since. Called by the thread of a cell, which sees their classes
  /// and may evaluate code for them.
  public void install() {
    for (String name = waiting.poll(); name != null; name = waiting.poll()) {
      try {
        Class.forName(name, true, Thread.currentThread().getContextClassLoader())
            .asSubclass(Extension.class)
            .getConstructor()
            .newInstance()
            .install(kernel.get());
      } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
        tell(
            "the notebook extension `%s` of a library fails; the library itself can be used:\n%s\n"
                .formatted(name, textOf.apply(e)));
      }
    }
  }

  /// The file with the names of extensions, or null if there is none.
  private static @Nullable String names(Path entry) {
    try {
      if (Files.isDirectory(entry)) {
        Path file = entry.resolve(SERVICE);
        return Files.exists(file) ? Files.readString(file) : null;
      }
      try (var jar = new ZipFile(entry.toFile())) {
        ZipEntry file = jar.getEntry(SERVICE);
        if (file == null) {
          return null;
        }
        try (InputStream in = jar.getInputStream(file)) {
          return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
      }
    } catch (IOException e) {
      return null; // who adds libraries says so
    }
  }

  private static void tell(String text) {
    CellRun run = CellRun.ofThread();
    if (run != null) {
      run.output().print(OutputStreamName.STDERR, text);
    }
  }
}
