package org.muster.parallel.closure;

import java.lang.constant.ClassDesc;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.execution.LoaderDelegate;
import jdk.jshell.execution.LocalExecutionControl;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.spi.CellClass;
import org.muster.parallel.spi.ClassSource;

/// A kernel without its channels: cells run in this JVM, as a kernel runs them.
public final class Notebook implements AutoCloseable {

  private static volatile @Nullable Object held;

  private final JShell shell;
  private final CellClasses classes = new CellClasses();
  private final Delegate delegate = new Delegate(classes);
  private int cell;

  public Notebook() {
    String classPath = System.getProperty("java.class.path");
    shell =
        JShell.builder()
            .executionEngine(new Provider(), Map.of())
            .compilerOptions("-g", "-parameters", "-cp", classPath)
            .build();
    for (String each : List.of("java.io", "java.util", "java.util.function", "java.util.stream")) {
      eval("import " + each + ".*;");
    }
    eval("import java.util.concurrent.*;");
    eval("import java.util.concurrent.locks.*;");
    eval("import org.muster.parallel.closure.*;");
  }

  /// Runs a cell, which gets the next number, and returns that.
  public int cell(String source) {
    cell++;
    String rest = source;
    while (!rest.isBlank()) {
      CompletionInfo info = shell.sourceCodeAnalysis().analyzeCompletion(rest);
      if (!info.completeness().isComplete()) {
        throw new AssertionError("not complete: " + rest);
      }
      eval(info.source());
      rest = info.remaining();
    }
    return cell;
  }

  /// Runs a cell that is one expression, and returns its value itself.
  public Object value(String expression) {
    cell("org.muster.parallel.closure.Notebook.hold(" + expression + ");");
    Object value = held;
    if (value == null) {
      throw new AssertionError(expression + " is null");
    }
    return value;
  }

  /// Runs a cell that is one expression, of this type.
  public Object value(String type, String expression) {
    return value("(" + type + ") (" + expression + ")");
  }

  public static void hold(Object value) {
    held = value;
  }

  /// Puts other bytes under the name of a class, as a kernel does that redefines in place.
  public void replace(CellClass changed) {
    classes.cells.put(changed.name(), changed);
  }

  /// The number of the last cell.
  public int lastCell() {
    return cell;
  }

  public ClassLoader loader() {
    return classes;
  }

  private void eval(String source) {
    for (SnippetEvent event : shell.eval(source)) {
      if (event.exception() != null) {
        throw new AssertionError("exception in cell: " + source, event.exception());
      }
      if (event.status() == Snippet.Status.REJECTED) {
        List<String> messages = new ArrayList<>();
        shell.diagnostics(event.snippet()).forEach(d -> messages.add(d.getMessage(null)));
        throw new AssertionError(source + "\n" + messages);
      }
    }
  }

  @Override
  public void close() {
    shell.close();
  }

  private final class Provider implements ExecutionControlProvider {
    @Override
    public String name() {
      return "muster-test";
    }

    @Override
    public ExecutionControl generate(ExecutionEnv env, Map<String, String> parameters) {
      return new CellExecutionControl();
    }
  }

  private final class CellExecutionControl extends LocalExecutionControl {
    CellExecutionControl() {
      super(delegate);
    }

    @Override
    public void load(ClassBytecodes[] batch) throws ClassInstallException {
      Map<String, byte[]> bytes = new LinkedHashMap<>();
      for (ClassBytecodes each : batch) {
        bytes.put(each.name(), each.bytecodes());
      }
      Map<String, byte[]> transformed = CellTransform.transformAll(bytes, classes);
      transformed.forEach(
          (name, changed) -> classes.cells.put(name, CellClass.of(name, changed, cell)));
      List<ClassBytecodes> woven = new ArrayList<>();
      StopChecks.weaveAll(transformed, classes, ClassDesc.of("REPL.$Cancel$"), "stopCheck")
          .forEach((name, changed) -> woven.add(new ClassBytecodes(name, changed)));
      delegate.load(woven.toArray(ClassBytecodes[]::new)); // without the JDK's own checks
    }
  }

  /// The loader of the cells.
  private static final class CellClasses extends ClassLoader implements ClassSource {

    private final Map<String, CellClass> cells = new ConcurrentHashMap<>();
    private final Map<String, byte[]> loadable = new ConcurrentHashMap<>();

    CellClasses() {
      super("kernel cells", Notebook.class.getClassLoader());
    }

    @Override
    public @Nullable CellClass cellClass(String name) {
      return cells.get(name);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      byte[] bytes = loadable.get(name);
      if (bytes == null) {
        throw new ClassNotFoundException(name);
      }
      return defineClass(name, bytes, 0, bytes.length);
    }
  }

  /// How JShell reaches the loader.
  private record Delegate(CellClasses classes) implements LoaderDelegate {

    @Override
    public void load(ExecutionControl.ClassBytecodes[] batch)
        throws ExecutionControl.ClassInstallException {
      boolean[] loaded = new boolean[batch.length];
      for (ExecutionControl.ClassBytecodes each : batch) {
        classes.loadable.put(each.name(), each.bytecodes());
      }
      try {
        for (int i = 0; i < batch.length; i++) {
          Class<?> type = classes.loadClass(batch[i].name());
          Method[] _ = type.getDeclaredMethods(); // links it, as the JDK's own delegate does
          loaded[i] = true;
        }
      } catch (ClassNotFoundException | LinkageError e) {
        throw new ExecutionControl.ClassInstallException("load: " + e, loaded);
      }
    }

    @Override
    public void classesRedefined(ExecutionControl.ClassBytecodes[] batch) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void addToClasspath(String path) {}

    @Override
    public Class<?> findClass(String name) throws ClassNotFoundException {
      return classes.loadClass(name);
    }
  }
}
