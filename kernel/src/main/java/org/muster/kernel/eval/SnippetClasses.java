package org.muster.kernel.eval;

import static java.util.Objects.requireNonNull;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.instrument.ClassDefinition;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jdk.jshell.spi.ExecutionControl.ClassBytecodes;
import jdk.jshell.spi.ExecutionControl.ClassInstallException;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.closure.CellTransform;
import org.muster.parallel.closure.StopChecks;
import org.muster.parallel.spi.CellClass;

/// Makes classes of what JShell compiled, and replaces their code when a cell declares something
/// again.
///
/// JShell compiles the snippet that a cell declares (again), and then those that use it. What it
/// compiled comes here first as a redefinition. If the JVM refuses that, JShell gives the snippet a
/// class of another name and compiles again what depends on it: that is redefined in turn, so that
/// lambdas made before call the new class, and variables keep their values. A variable that gets
/// another class keeps its value too if its type allows.
///
/// **Threads.** Used by the thread that evaluates.
final class SnippetClasses {

  private static final Pattern WRAPPER = Pattern.compile("REPL/(\\$JShell\\$\\w+)");

  private final CellClassLoader loader;
  private final Map<String, Latest> latest = new HashMap<>();
  private final List<Reset> resets = new ArrayList<>();
  private final List<Successor> successors = new ArrayList<>();
  private Predicate<String> isInstalled = snippet -> false;
  private @Nullable String restored;
  private String refusal = "";

  /// The class that a snippet has now.
  ///
  /// @param cell that the user declared it in
  private record Latest(String wrapper, int cell) {}

  /// Something whose value could not be kept.
  ///
  /// @param variable empty for the static fields of a type
  /// @param type of the variable, or the one with the fields
  /// @param cell where it was declared
  record Reset(String variable, String type, int cell) {}

  SnippetClasses(CellClassLoader loader) {
    this.loader = loader;
  }

  /// Tells where to ask whether a snippet, by its number, is one that JShell has and uses. While it
  /// evaluates one, it has not that one yet, and does not use its predecessor any more.
  void askAboutSnippets(Predicate<String> isInstalled) {
    this.isInstalled = isInstalled;
  }

  /// A snippet is about to be evaluated.
  void begin() {
    restored = null;
    refusal = "";
    resets.clear();
  }

  /// A snippet is about to be evaluated that puts back what was there: its class is to be this one
  /// again, its values are kept, and it counts as declared where it was.
  void beginToRestore(String wrapper) {
    restored = wrapper;
  }

  /// Whether what is evaluated puts back what was there, so that nothing is to be executed.
  boolean isRestoring() {
    return restored != null;
  }

  /// What the snippet that was evaluated last took away from others.
  List<Reset> resets() {
    return List.copyOf(resets);
  }

  /// Why the JVM did not redefine what the snippet declared; empty if it did, or was not asked to.
  String refusal() {
    return refusal;
  }

  /// The cell in which a snippet was declared, 0 if that is not known.
  int cellOf(String snippet) {
    Latest found = latest.get(snippet);
    return found == null ? 0 : found.cell();
  }

  /// Whether a variable holds anything.
  boolean hasValue(String variable, String snippet) {
    Latest found = latest.get(snippet);
    SnippetLoader known = found == null ? null : loader.find(found.wrapper());
    return known != null && KeptValues.hasValue(variable, known);
  }

  /// Forgets about snippets that are not held any more.
  void forget() {
    latest.values().removeIf(each -> loader.find(each.wrapper()) == null);
  }

  /// Makes classes known.
  ///
  /// @param cell the execution count of the running cell
  void load(ClassBytecodes[] classes, int cell) {
    Map<String, byte[]> travelling = travelling(classes);
    Map<String, byte[]> woven = woven(travelling);
    Map<String, @Nullable SnippetLoader> replaced = new LinkedHashMap<>();
    woven.forEach((name, loaded) -> {
      String wrapper = WrapperName.of(name);
      if (loader.find(wrapper) == null) {
        replaced.put(wrapper, predecessor(wrapper));
      }
      byte[] bytes = requireNonNull(travelling.get(name));
      loader.hold(wrapper).declare(CellClass.of(name, bytes, cellOf(wrapper, cell)), loaded);
    });
    for (String wrapper : wrappersOf(travelling)) {
      remember(wrapper, cell);
      noteUses(wrapper);
    }
    replaced.forEach((wrapper, old) -> {
      if (old != null) {
        SnippetLoader now = loader.hold(wrapper);
        successors.add(new Successor(old, now));
        if (!isDeclared(wrapper)) {
          resets.addAll(KeptValues.copy(old, now, latestCell(wrapper)));
        }
      }
    });
  }

  /// Replaces the code of classes that are loaded.
  ///
  /// @param isRunning whether code of cells is, which may call what is replaced
  /// @throws ClassInstallException if that cannot be done; nothing has changed
  void redefine(ClassBytecodes[] classes, int cell, Instrumentation jvm, boolean isRunning)
      throws ClassInstallException {
    String wrapper = WrapperName.of(classes[0].name());
    boolean main = isDeclared(wrapper);
    SnippetLoader snippet = loader.find(wrapper);
    boolean isOther = restored != null && !wrapper.equals(restored) && isBeingEvaluated(wrapper);
    if (isOther || (snippet == null && isBeingEvaluated(wrapper))) {
      throw new ClassInstallException("not this version", new boolean[classes.length]);
    } else if (snippet == null) {
      return; // nothing refers to it, so nobody will miss the change
    }
    Map<String, byte[]> travelling = travelling(classes);
    Map<String, byte[]> woven = woven(travelling);
    List<ClassDefinition> definitions = new ArrayList<>();
    woven.forEach((name, bytes) -> {
      Class<?> type = snippet.defined(name);
      if (type != null) {
        definitions.add(new ClassDefinition(type, bytes));
      }
    });
    try {
      if (definitions.size() < classes.length) {
        throw new UnsupportedOperationException("a class could not be loaded before");
      }
      if (main && OldCode.isKept(snippet, travelling)) {
        throw new UnsupportedOperationException("lambdas made by the old code keep it");
      }
      if (main
          && !isRunning
          && SpentCode.isAllThatUses(snippet, loader.usersOf(snippet), travelling)) {
        renew(wrapper, travelling, woven, cell);
      } else {
        jvm.redefineClasses(definitions.toArray(ClassDefinition[]::new));
      }
    } catch (UnsupportedOperationException
        | UnmodifiableClassException
        | ClassNotFoundException
        | LinkageError
        | InternalError e) { // the last one for a class whose static initialiser has failed
      if (main) {
        refusal = String.valueOf(e.getMessage());
      }
      throw new ClassInstallException("not redefined: " + e, new boolean[classes.length]);
    }
    SnippetLoader now = loader.hold(wrapper);
    remember(wrapper, cell);
    travelling.forEach(
        (name, bytes) -> now.redefined(CellClass.of(name, bytes, latestCell(wrapper))));
    noteUses(wrapper);
  }

  /// Gives a snippet a new class of the same name.
  private void renew(
      String wrapper, Map<String, byte[]> travelling, Map<String, byte[]> woven, int cell)
      throws ClassNotFoundException {
    var snippet = new SnippetLoader(loader, wrapper);
    for (Map.Entry<String, byte[]> each : travelling.entrySet()) {
      String name = each.getKey();
      snippet.declare(CellClass.of(name, each.getValue(), cell), requireNonNull(woven.get(name)));
      var _ = snippet.loadOwn(name).getDeclaredMethods(); // so that linkage errors show here
    }
    loader.replace(snippet);
  }

  /// Makes the code that JShell does not compile again use the classes that replaced others. To be
  /// called when JShell is done with compiling.
  void settle() {
    Instrumentation jvm = RedefinitionAgent.instrumentation();
    if (jvm != null) {
      for (Successor each : successors) {
        Map<SnippetLoader, List<CellClass>> changes = new LinkedHashMap<>();
        for (SnippetLoader user : loader.usersOf(each.from())) {
          List<CellClass> changed = each.replaceIn(user);
          if (!changed.isEmpty()) {
            changes.put(user, changed);
          }
        }
        change(changes, jvm);
      }
    }
    successors.clear();
  }

  /// All at once: the JVM stops for every redefinition, and walks through all of its classes. The
  /// JVM refuses what it refuses for all of them; then each is tried for itself.
  private void change(Map<SnippetLoader, List<CellClass>> changes, Instrumentation jvm) {
    if (tryToChange(changes, jvm) || changes.size() == 1) {
      return;
    }
    changes.forEach((user, changed) -> {
      boolean _ = tryToChange(Map.of(user, changed), jvm); // or it goes on with the old class
    });
  }

  private boolean tryToChange(Map<SnippetLoader, List<CellClass>> changes, Instrumentation jvm) {
    List<ClassDefinition> definitions = new ArrayList<>();
    changes.forEach((user, changed) -> {
      Map<String, byte[]> travelling = new LinkedHashMap<>();
      changed.forEach(type -> travelling.put(type.name(), type.bytes()));
      woven(travelling)
          .forEach((name, bytes) ->
              definitions.add(new ClassDefinition(requireNonNull(user.defined(name)), bytes)));
    });
    try {
      jvm.redefineClasses(definitions.toArray(ClassDefinition[]::new));
    } catch (UnsupportedOperationException
        | UnmodifiableClassException
        | ClassNotFoundException
        | LinkageError
        | InternalError e) {
      return false;
    }
    changes.forEach((user, changed) -> {
      changed.forEach(user::redefined);
      noteUses(user.wrapper());
    });
    return true;
  }

  /// Whether this is the snippet that the running cell declares, rather than one that uses it.
  private boolean isDeclared(String wrapper) {
    return restored == null && isBeingEvaluated(wrapper);
  }

  private boolean isBeingEvaluated(String wrapper) {
    return !WrapperName.snippetsOf(wrapper).stream().allMatch(isInstalled);
  }

  private int cellOf(String wrapper, int running) {
    Latest before = latest.get(WrapperName.snippetOf(wrapper));
    return before == null || isDeclared(wrapper) ? running : before.cell();
  }

  private void remember(String wrapper, int cell) {
    latest.put(WrapperName.snippetOf(wrapper), new Latest(wrapper, cellOf(wrapper, cell)));
  }

  private int latestCell(String wrapper) {
    return cellOf(WrapperName.snippetOf(wrapper));
  }

  private @Nullable SnippetLoader predecessor(String wrapper) {
    Latest before = latest.get(WrapperName.snippetOf(wrapper));
    return before == null ? null : loader.find(before.wrapper());
  }

  private Map<String, byte[]> travelling(ClassBytecodes[] classes) {
    Map<String, byte[]> compiled = new LinkedHashMap<>();
    for (ClassBytecodes type : classes) {
      compiled.put(type.name(), AccessWidening.widen(type.name(), type.bytecodes()));
    }
    return CellTransform.transformAll(compiled, loader);
  }

  private Map<String, byte[]> woven(Map<String, byte[]> travelling) {
    return StopChecks.weaveAll(travelling, loader, StopCheck.NAME, "check");
  }

  private static Set<String> wrappersOf(Map<String, byte[]> classes) {
    return classes.keySet().stream().map(WrapperName::of).collect(Collectors.toSet());
  }

  private void noteUses(String wrapper) {
    SnippetLoader snippet = loader.find(wrapper);
    if (snippet == null) {
      return;
    }
    Set<SnippetLoader> used = new HashSet<>();
    for (CellClass type : snippet.own()) {
      ClassModel model = ClassFile.of().parse(type.bytes());
      for (PoolEntry entry : model.constantPool()) {
        if (entry instanceof Utf8Entry text && text.stringValue().contains("REPL/$JShell$")) {
          for (Matcher name = WRAPPER.matcher(text.stringValue()); name.find(); ) {
            SnippetLoader other = loader.find("REPL." + name.group(1));
            if (other != null) {
              used.add(other);
            }
          }
        }
      }
    }
    snippet.uses(used);
  }
}
