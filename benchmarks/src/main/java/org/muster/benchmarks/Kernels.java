package org.muster.benchmarks;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.muster.benchmarks.Benchmark.Size;
import org.muster.benchmarks.Peer.Lifetime;

/// The races about kernels: how promptly a notebook is answered, and what that takes.
///
/// `kernel_peer.py` runs them, for every kernel.
final class Kernels {

  private static final long MOST_MEMORY = 160_000_000;

  /// 0.3 % of a processor.
  private static final long MOST_IDLE_NANOS = 3_000_000;

  private static final Set<Rival> RIVALS = Set.of(Rival.IPYKERNEL);

  private Kernels() {}

  static Group group(Size size) {
    String about =
        """
        Kernels as they are installed, over their real sockets, from one client that is the same for
        all. A cell's time is from its request until the reply and `idle` are both there.

        - *Launch* is from the start of the process, and *memory* the resident set, each time in a new
          kernel. Muster has made its AOT cache before, as the first kernel after an installation does.
        - *Cells 2 to 10* and *41 to 100* are those of a new kernel that was left alone for 5 s after its
          first result, in which Muster warms up its compiler.
        - A *session* has %s cells: values that are kept, variables, methods, imports, each followed by the
          `1+1` that is timed.
        - *Completion* is that of `Math.ce`, in Python `math.ce`.
        - Of printed lines each must arrive.
        """
            .formatted("%,d".formatted(cells(size)));
    return new Group("kernels", "Kernels", about, programs().isEmpty() ? List.of() : races(size));
  }

  /// Whether it is one of these.
  static boolean isOne(Race race) {
    return race.rivals().contains(Rival.IPYKERNEL);
  }

  /// The folder with the kernel's jars, if they were built.
  static Optional<Path> programs() {
    String[] entries = System.getProperty("java.class.path").split(File.pathSeparator, -1);
    return Arrays.stream(entries)
        .map(Path::of)
        .filter(entry -> entry.getFileName() != null)
        .filter(entry -> entry.getFileName().toString().matches("muster-install-.*\\.jar"))
        .map(Path::getParent)
        .filter(Objects::nonNull)
        .flatMap(folder -> Stream.of(folder, folder.resolve("muster").resolve("lib")))
        .filter(Kernels::hasKernel)
        .findFirst();
  }

  private static boolean hasKernel(Path folder) {
    String[] files = Files.isDirectory(folder) ? folder.toFile().list() : null;
    return files != null
        && Arrays.stream(files).anyMatch(file -> file.matches("muster-kernel-.*\\.jar"));
  }

  private static List<Benchmark> races(Size size) {
    int repeated = size.of(500, 20);
    int printed = size.of(100_000, 2_000);
    int redefined = size.of(1_000, 50);
    return List.of(
        race(
            "kernel-start",
            1,
            Lifetime.FRESH,
            2,
            figure("info", "launch of a kernel until it says what it is", 1),
            figure("first", "launch of a kernel until the first result", 1),
            memory("memory", "memory of a kernel after its first result")
                .aimingAt(Target.atMost(MOST_MEMORY))),
        race(
            "kernel-idle",
            size.of(20, 1),
            Lifetime.FRESH,
            2,
            new Figure("each", "processor time of an idle kernel, in a second")
                .aimingAt(Target.atMost(MOST_IDLE_NANOS)),
            memory("memory", "memory of an idle kernel, warmed up")
                .aimingAt(Target.atMost(MOST_MEMORY))),
        race(
            "kernel-early",
            size.of(5, 1),
            Lifetime.FRESH,
            200,
            figure("ten", "`1+1`, cells 2 to 10", 1),
            figure("hundred", "`1+1`, cells 41 to 100", 1)),
        race(
            "kernel-cell",
            repeated,
            Lifetime.WARMED,
            2L * repeated,
            figure("p50", "`1+1`, p50", 1),
            figure("p99", "`1+1`, p99", 1 / 1.5)),
        race(
            "kernel-session",
            cells(size),
            Lifetime.FRESH,
            cells(size),
            figure("late", "`1+1` at the end of a session", 1)
                .beside(
                    new Figure.Baseline(
                        "early", "Muster, around the 50th cell", Target.ratio(1 / 1.2))),
            memory("memory", "memory of a kernel after a session")),
        race(
            "kernel-define",
            size.of(100, 10),
            Lifetime.WARMED,
            size.of(100, 10),
            figure("p50", "a method declared, then called, p50", 0.5)),
        race(
            "kernel-complete",
            size.of(100, 10),
            Lifetime.WARMED,
            size.of(100, 10),
            figure("p50", "completion, p50", 2)),
        race(
            "kernel-lines",
            printed,
            Lifetime.WARMED,
            printed,
            figure("nanos", "%,d printed lines".formatted(printed), 1 / 1.2)),
        race(
            "kernel-memory",
            redefined,
            Lifetime.FRESH,
            redefined / 50 * 50L,
            memory("cells", "memory of a kernel after 200 cells"),
            memory("redefined", "and after %,d redefinitions".formatted(redefined)),
            memory("printed", "and after %,d MB of output".formatted(redefined))));
  }

  private static int cells(Size size) {
    return size.of(1_000, 100);
  }

  private static Figure figure(String key, String title, double ratio) {
    return new Figure(key, title).aimingAt(Target.ratio(ratio));
  }

  private static Figure memory(String key, String title) {
    return new Figure(key, title).in(Unit.MEMORY);
  }

  private static Race race(
      String name, int items, Lifetime lifetime, long check, Figure... figures) {
    return new Race(name, items, lifetime, check, RIVALS, List.of(figures));
  }
}
