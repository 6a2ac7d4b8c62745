package org.muster.kernel.eval;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import jdk.jshell.execution.LocalExecutionControl;
import jdk.jshell.spi.ExecutionControl;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.spi.CellClass;

/// Runs snippets in this JVM: JShell's local engine with the kernel's loader, threads and results.
///
/// - **Classes** pass through here before the JDK adds its stop checks: what is kept for workers is
///   what was compiled, made fit to travel.
/// - **Results** are the objects themselves, not their texts: nobody calls `toString()` on a value
///   that only `display` needs.
/// - **Stopping** is a matter of the [CellRun], per cell instead of for all threads at once.
///
/// **Threads.** Used by the thread that evaluates.
final class CellExecutionControl extends LocalExecutionControl {

  private final ClassRegistry registry;
  private final CellClassLoader loader;
  private @Nullable CellRun run;
  private Outcome outcome = Outcome.NONE;

  /// How the last snippet ended: with a value, or by throwing.
  record Outcome(@Nullable Object value, @Nullable Throwable thrown) {
    static final Outcome NONE = new Outcome(null, null);
  }

  CellExecutionControl(ClassRegistry registry, CellClassLoader loader) {
    super(new CellLoaderDelegate(loader));
    this.registry = registry;
    this.loader = loader;
  }

  /// Snippets belong to this run from now on; to none if null.
  ///
  /// @return the run that they belonged to before
  @Nullable CellRun use(@Nullable CellRun run) {
    CellRun before = this.run;
    this.run = run;
    outcome = Outcome.NONE;
    return before;
  }

  /// How the last snippet ended; [Outcome#NONE] if none was executed since this was asked before.
  Outcome takeOutcome() {
    Outcome last = outcome;
    outcome = Outcome.NONE;
    return last;
  }

  @Override
  public void load(ClassBytecodes[] classes)
      throws ClassInstallException, NotImplementedException, EngineTerminationException {
    int cell = run == null ? 0 : run.cell();
    var travelling = new ClassBytecodes[classes.length];
    for (int i = 0; i < classes.length; i++) {
      byte[] bytes = CellClasses.fitToTravel(classes[i].bytecodes());
      registry.put(CellClass.of(classes[i].name(), bytes, cell));
      travelling[i] = new ClassBytecodes(classes[i].name(), bytes);
    }
    super.load(travelling);
  }

  @Override
  protected String invoke(Method doIt) throws Exception {
    CellRun current = run;
    try {
      Object value = current == null ? invokeHere(doIt) : call(current, doIt);
      outcome = new Outcome(value, null);
      return ""; // JShell's text of the value, which nobody reads
    } catch (InvocationTargetException e) {
      outcome = new Outcome(null, e.getCause());
      throw e;
    } catch (CellInterruptedError | CellAbandonedError e) {
      outcome = new Outcome(null, e);
      throw new ExecutionControl.StoppedException();
    }
  }

  /// The run is stopped by [CellRun#interrupt].
  @Override
  public void stop() {}

  private @Nullable Object call(CellRun current, Method doIt) throws Exception {
    try {
      return current.call(loader, () -> invokeHere(doIt));
    } catch (Exception | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new InvocationTargetException(e);
    }
  }

  private static @Nullable Object invokeHere(Method doIt) throws Exception {
    return doIt.invoke(null);
  }
}
