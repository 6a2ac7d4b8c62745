package org.muster.kernel.eval;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.List;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Status;
import org.jspecify.annotations.Nullable;

/// Gives JShell imports that are known to be right.
///
/// JShell finds out whether an import is right by compiling a class that has no other one, twice.
/// For those that every notebook begins with, that is a fourth of the time that a kernel takes
/// until it can run a cell. Here they are entered as if that had been done.
///
/// JShell has no method for that, see [Internals]; where it looks otherwise, none is entered, and
/// whoever asks has them evaluated.
final class KnownImports {

  private final Object evaluation;
  private final Object wraps;
  private final Object snippets;
  private final Method parse;
  private final Method wrap;
  private final Method setWrap;
  private final Method setStatus;
  private final Method install;
  private final Constructor<?> noMistakes;

  private KnownImports(JShell shell) throws ReflectiveOperationException {
    evaluation = Internals.valueOf("eval", shell);
    wraps = Internals.valueOf("outerMap", shell);
    snippets = Internals.valueOf("maps", shell);
    parse = Internals.method("processImport", evaluation.getClass());
    wrap = Internals.method("wrapImport", wraps.getClass());
    setWrap = Internals.method("setOuterWrap", Snippet.class);
    setStatus = Internals.method("setCompilationStatus", Snippet.class);
    install = Internals.method("installSnippet", snippets.getClass());
    noMistakes = setStatus.getParameterTypes()[2].getDeclaredConstructor();
    noMistakes.setAccessible(true);
  }

  /// Those of a JShell; null if it looks otherwise.
  static @Nullable KnownImports of(JShell shell) {
    try {
      return new KnownImports(shell);
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null;
    }
  }

  /// Enters an import.
  ///
  /// @return whether it is one, and entered
  boolean add(String code) {
    if (!code.startsWith("import ")) {
      return false;
    }
    try {
      var parsed = (List<?>) parse.invoke(evaluation, code, code);
      var snippet = (Snippet) parsed.getFirst();
      setWrap.invoke(snippet, wrap.invoke(wraps, Internals.valueOf("guts", snippet), snippet));
      setStatus.invoke(snippet, Status.VALID, List.of(), noMistakes.newInstance());
      install.invoke(snippets, snippet);
      return true;
    } catch (ReflectiveOperationException | RuntimeException e) {
      return false;
    }
  }
}
