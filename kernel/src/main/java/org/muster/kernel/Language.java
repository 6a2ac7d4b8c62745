package org.muster.kernel;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.muster.kernel.comm.Comms;
import org.muster.kernel.display.Display;
import org.muster.kernel.display.Extensions;
import org.muster.kernel.display.Notebook;
import org.muster.kernel.display.NotebookKernel;
import org.muster.kernel.eval.CellResult;
import org.muster.kernel.eval.CellRun;
import org.muster.kernel.eval.CellSource;
import org.muster.kernel.eval.Evaluator;
import org.muster.kernel.library.Libraries;
import org.muster.kernel.library.LibraryException;
import org.muster.kernel.magic.LibraryMagics;
import org.muster.kernel.magic.Magics;
import org.muster.kernel.magic.ProgressMagic;
import org.muster.kernel.magic.StartUpScripts;
import org.muster.kernel.parallel.KernelHost;
import org.muster.kernel.widget.Widgets;

/// What cells are run with.
///
/// **Threads.** The functions of [Notebook.Services] may be called from the cell's own thread,
/// which the evaluating thread waits for.
final class Language implements Notebook.Services {

  /// What every notebook can use without saying so.
  private static final List<String> START_UP =
      List.of(
          "import java.io.*;",
          "import java.math.*;",
          "import java.net.*;",
          "import java.nio.file.*;",
          "import java.time.*;",
          "import java.util.*;",
          "import java.util.concurrent.*;",
          "import java.util.function.*;",
          "import java.util.stream.*;",
          "import org.muster.parallel.*;",
          "import static org.muster.parallel.Items.*;",
          "import static org.muster.kernel.display.Notebook.*;",
          "Pool pool = org.muster.kernel.parallel.NotebookPool.create();");

  private final Evaluator evaluator;
  private final Display display;
  private final Magics magics;
  private final StartUpScripts scripts;
  private final AtomicReference<@Nullable NotebookKernel> kernel = new AtomicReference<>();
  private final Extensions extensions;
  private final LibraryMagics libraries;
  private final ProgressMagic progress;
  private final Comms comms;

  /// What the cells of a notebook are run with.
  ///
  /// @param evaluator from [#startCompiler]
  /// @param host gives workers what notebooks add
  /// @param comms of this kernel
  Language(Evaluator evaluator, KernelHost host, Comms comms) {
    this.evaluator = evaluator;
    this.display = new Display(evaluator::textOf);
    this.magics = new Magics(evaluator, this::kernel);
    this.scripts = new StartUpScripts(magics, System.getenv());
    this.extensions = new Extensions(this::kernel, evaluator::textOf);
    this.comms = comms;
    this.progress = new ProgressMagic(host);
    Widgets.install(comms, display.renderer());
    host.useErrors(evaluator);
    evaluator.describeErrorsOfThreads();
    libraries =
        new LibraryMagics(
            new Libraries(added -> {
              evaluator.addToClassPath(added);
              host.addLibraries(added);
              extensions.lookInto(added);
            }),
            extensions::install);
  }

  /// Starts the compiler, in the background. It needs no kernel, but the
  /// [org.muster.parallel.spi.Host] that pools work for.
  static CompletableFuture<Evaluator> startCompiler() {
    return CompletableFuture.supplyAsync(
        () -> new Evaluator(START_UP),
        work -> Thread.ofPlatform().name("muster-compiler").daemon(true).start(work));
  }

  /// Adds the libraries that the environment names.
  ///
  /// @throws LibraryException if one cannot be added
  void addLibraries(Map<String, String> environment) {
    libraries.addFromEnvironment(environment);
  }

  /// Runs what the environment wants to be run in front of the first cell, unless it has been.
  void startUp(CellRun run) {
    if (extensions.areWaiting()) {
      var _ =
          evaluator.call(
              run,
              () -> {
                extensions.install();
                return null;
              });
    }
    scripts.runOnce(run);
  }

  Evaluator evaluator() {
    return evaluator;
  }

  Magics magics() {
    return magics;
  }

  @Override
  public Display display() {
    return display;
  }

  @Override
  public Comms comms() {
    return comms;
  }

  @Override
  public NotebookKernel kernel() {
    NotebookKernel known = kernel.get();
    if (known == null) {
      var created =
          new NotebookKernel(KernelInfo.version(), display, evaluator.assistant(), this::eval);
      libraries.register(created.getMagicsRegistry());
      progress.register(created.getMagicsRegistry());
      if (kernel.compareAndSet(null, created)) {
        created.install();
        return created;
      }
      return kernel();
    }
    return known;
  }

  @Override
  public @Nullable Object eval(String code) {
    return run(code);
  }

  @Override
  public @Nullable Object lineMagic(String name, List<String> arguments) {
    return run("%" + name + " " + quoted(arguments));
  }

  @Override
  public @Nullable Object cellMagic(String name, List<String> arguments, String body) {
    return run("%%" + name + " " + quoted(arguments) + "\n" + body);
  }

  private @Nullable Object run(String code) {
    CellRun run = CellRun.ofThread();
    if (run == null || !run.isOnCellThread()) {
      throw new IllegalStateException(
          "only the cell's own thread can evaluate code, because the compiler serves one at a time");
    }
    return switch (magics.eval(run, CellSource.of(run.cell(), code))) {
      case CellResult.Value(var value) -> value;
      case CellResult.Failed(var error, var thrown) -> {
        if (thrown == null) {
          throw new IllegalArgumentException(error.evalue());
        }
        throw Language.<RuntimeException>asThrown(thrown);
      }
    };
  }

  private static String quoted(List<String> arguments) {
    return arguments.stream()
        .map(argument -> argument.matches("[^\\s\"\\\\]+") ? argument : quoted(argument))
        .reduce((left, right) -> left + " " + right)
        .orElse("");
  }

  private static String quoted(String argument) {
    return "\"" + argument.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  /// What code throws that a cell evaluates leaves it as it is, checked or not.
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> E asThrown(Throwable thrown) throws E {
    throw (E) thrown;
  }
}
