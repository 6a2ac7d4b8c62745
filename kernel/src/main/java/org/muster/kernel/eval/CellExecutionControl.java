package org.muster.kernel.eval;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.function.Consumer;
import jdk.jshell.execution.DirectExecutionControl;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.SPIResolutionException;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.closure.LibraryLoader;

/// Runs snippets in this JVM, with the kernel's loader, threads and results.
///
/// - **Classes** pass through here as they were compiled, on their way to [SnippetClasses].
/// - **Results** are the objects themselves, not their texts: nobody calls `toString()` on a value
///   that only `display` needs.
/// - **Stopping** is a matter of the [CellRun], per cell instead of for all threads at once.
///
/// **Threads.** Used by the thread that evaluates.
final class CellExecutionControl extends DirectExecutionControl {

  private final CellClassLoader loader;
  private final SnippetClasses classes;
  private @Nullable CellRun run;
  private Outcome outcome = Outcome.NONE;

  /// How many snippets are running: one that evaluates others, and those that nobody could stop.
  private int running;

  private Consumer<String> beforeRunning = snippetClass -> {};

  /// How the last snippet ended: with a value, or by throwing.
  record Outcome(@Nullable Object value, @Nullable Throwable thrown) {
    static final Outcome NONE = new Outcome(null, null);
  }

  CellExecutionControl(CellClassLoader loader, SnippetClasses classes, LibraryLoader libraries) {
    super(new CellLoaderDelegate(loader, libraries));
    this.loader = loader;
    this.classes = classes;
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

  /// Who is told of each snippet right before it runs, by the name of its class, from now on.
  ///
  /// @return who was told before
  Consumer<String> tellBeforeRunning(Consumer<String> listener) {
    Consumer<String> before = beforeRunning;
    beforeRunning = listener;
    return before;
  }

  /// How the last snippet ended; [Outcome#NONE] if none was executed since this was asked before.
  Outcome takeOutcome() {
    Outcome last = outcome;
    outcome = Outcome.NONE;
    return last;
  }

  @Override
  public void load(ClassBytecodes[] compiled)
      throws ClassInstallException, NotImplementedException, EngineTerminationException {
    classes.load(compiled, cell());
    super.load(compiled);
  }

  /// @throws NotImplementedException if the JVM gave the kernel no [RedefinitionAgent]
  @Override
  public void redefine(ClassBytecodes[] compiled)
      throws ClassInstallException, NotImplementedException, EngineTerminationException {
    Instrumentation jvm = RedefinitionAgent.instrumentation();
    if (jvm == null) {
      super.redefine(compiled);
    } else {
      classes.redefine(compiled, cell(), jvm, running > 0);
    }
  }

  private int cell() {
    return run == null ? 0 : run.cell();
  }

  /// Called when all classes of a snippet are there.
  @Override
  public String invoke(String className, String methodName)
      throws RunException, EngineTerminationException, InternalException {
    classes.settle();
    if (classes.isRestoring()) {
      return "";
    }
    beforeRunning.accept(className);
    return super.invoke(className, methodName);
  }

  @Override
  protected String invoke(Method doIt) throws Exception {
    CellRun current = run;
    boolean ends = true;
    running++;
    try {
      Object value = current == null ? invokeHere(doIt) : call(current, doIt);
      outcome = new Outcome(value, null);
      return ""; // JShell's text of the value, which nobody reads
    } catch (InvocationTargetException e) {
      outcome = new Outcome(null, e.getCause());
      throw e;
    } catch (CellInterruptedError | CellAbandonedError e) {
      ends = e instanceof CellInterruptedError;
      outcome = new Outcome(null, e);
      throw new ExecutionControl.StoppedException();
    } finally {
      running -= ends ? 1 : 0;
    }
  }

  /// Tells JShell no more than that it threw: its own copy of an exception would ask for the
  /// message, which is a user's code and may fail.
  @Override
  protected String throwConvertedInvocationException(Throwable thrown)
      throws RunException, InternalException {
    if (thrown instanceof SPIResolutionException) {
      return super.throwConvertedInvocationException(thrown);
    }
    throw new UserException("", thrown.getClass().getName(), new StackTraceElement[0]);
  }

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
