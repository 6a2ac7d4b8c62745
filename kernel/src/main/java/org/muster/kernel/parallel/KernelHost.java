package org.muster.kernel.parallel;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.WeakHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.muster.kernel.eval.CellRun;
import org.muster.kernel.eval.Evaluator;
import org.muster.parallel.Pool;
import org.muster.parallel.spi.CellClass;
import org.muster.parallel.spi.Host;
import org.muster.parallel.spi.Submitter;

/// Pools in a notebook: work belongs to the cell whose thread submits it.
public final class KernelHost implements Host {

  /// A class of each jar that the parallel API needs, by name: the kernel itself knows no ZeroMQ.
  private static final List<String> LIBRARIES =
      List.of("org.zeromq.ZContext", "com.neilalexander.jnacl.NaCl");

  private final Submitter withoutCell = new PlainHost().submitter();
  private final Map<CellRun, RunOutput> shown = Collections.synchronizedMap(new WeakHashMap<>());
  private final StandIns standIns = new StandIns();
  private volatile @Nullable Evaluator evaluator;
  private volatile boolean showsProgress = true;
  private volatile List<String> libraries = List.of();

  /// Makes what goes wrong be told in lines of cells from now on.
  public void useErrors(Evaluator ofCells) {
    evaluator = ofCells;
  }

  @Override
  public @Nullable Place placeOf(StackTraceElement frame) {
    Evaluator ofCells = evaluator;
    return ofCells == null ? null : ofCells.placeOf(frame);
  }

  /// An exception as a cell would show it.
  String textOf(Throwable thrown) {
    Evaluator ofCells = evaluator;
    return ofCells == null ? thrown.toString() : ofCells.textOf(thrown);
  }

  @Override
  public Submitter submitter() {
    CellRun run = CellRun.ofThread();
    return run == null
        ? withoutCell
        : new CellSubmitter(run, this, shown.computeIfAbsent(run, this::beginOutput));
  }

  private RunOutput beginOutput(CellRun run) {
    var progress = new ProgressBars(run.output(), () -> showsProgress);
    run.atEnd(progress::cellEnded);
    return new RunOutput(new MarkedLines(run.output()), progress);
  }

  /// Whether it is shown how far long calls of pools are.
  public boolean showsProgress() {
    return showsProgress;
  }

  /// From now on it is shown how far calls are that become long, or it is not.
  public void showProgress(boolean show) {
    showsProgress = show;
  }

  /// The parallel API and what it needs: neither the kernel nor what only the kernel needs.
  @Override
  public List<String> workerClassPath() {
    SequencedSet<String> entries = new LinkedHashSet<>();
    entries.add(locationOf(Pool.class));
    for (String name : LIBRARIES) {
      try {
        entries.add(locationOf(Class.forName(name, false, Pool.class.getClassLoader())));
      } catch (ClassNotFoundException e) {
        throw new IllegalStateException(
            "the kernel's class path lacks the library that has " + name, e);
      }
    }
    return new ArrayList<>(entries);
  }

  @Override
  public List<String> libraries() {
    return libraries;
  }

  /// Gives all workers more jars and folders: those that run have them for their next task.
  public synchronized void addLibraries(List<Path> added) {
    libraries =
        Stream.concat(
                libraries.stream(), added.stream().map(path -> path.toAbsolutePath().toString()))
            .toList();
  }

  @Override
  public @Nullable CellClass standIn(String name) {
    return standIns.get(name);
  }

  private static String locationOf(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    try {
      return new File(source.getLocation().toURI()).getAbsolutePath();
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw new IllegalStateException(
          "workers cannot be given %s, which is not in a file".formatted(type.getName()), e);
    }
  }
}
