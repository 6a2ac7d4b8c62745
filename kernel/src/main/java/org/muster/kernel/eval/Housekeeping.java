package org.muster.kernel.eval;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Kind;
import jdk.jshell.Snippet.SubKind;
import jdk.jshell.SourceCodeAnalysis;

/// Lets go of the classes of snippets that no later cell can name: statements and expressions that
/// ran, and versions that were replaced. It looks at all snippets, so it does that only when their
/// number has doubled.
///
/// **Threads.** Used by the thread that evaluates.
final class Housekeeping {

  private static final int FEW = 64;

  private final JShell shell;
  private final SourceCodeAnalysis analysis;
  private final CellClassLoader loader;
  private final SnippetClasses classes;
  private final SnippetPlaces places;
  private final CompiledClasses compiled;
  private final DeadSnippets snippets;
  private int nextAt = FEW;

  Housekeeping(
      JShell shell,
      SourceCodeAnalysis analysis,
      CellClassLoader loader,
      SnippetClasses classes,
      SnippetPlaces places) {
    this.shell = shell;
    this.analysis = analysis;
    this.loader = loader;
    this.classes = classes;
    this.places = places;
    compiled = CompiledClasses.of(shell);
    snippets = DeadSnippets.of(shell);
  }

  /// To be called between two snippets.
  void tidyIfDue() {
    if (loader.heldCount() < nextAt) {
      return;
    }
    List<Snippet> active = shell.snippets().filter(each -> shell.status(each).isActive()).toList();
    Set<String> needed = new HashSet<>();
    for (Snippet snippet : active) {
      if (isNamed(snippet)) {
        needed.addAll(WrapperName.versionsOf(wrapperOf(snippet)));
      }
    }
    loader.holdOnly(wrapper -> needed.containsAll(WrapperName.versionsOf(wrapper)));
    nextAt = Math.max(FEW, 2 * loader.heldCount());

    places.keepOnly(loader.wrappers());
    classes.forget();
    compiled.keepOnly(loader.named()::contains);
    Set<Snippet> alive = Set.copyOf(active);
    snippets.keepOnly(
        each -> alive.contains(each) && (isNamed(each) || each.kind() == Kind.IMPORT));
  }

  private String wrapperOf(Snippet snippet) {
    return analysis.wrapper(snippet).fullClassName();
  }

  private static boolean isNamed(Snippet snippet) {
    return snippet.kind() == Kind.VAR
        || snippet.kind() == Kind.METHOD
        || snippet.kind() == Kind.TYPE_DECL
        || snippet.subKind() == SubKind.TEMP_VAR_EXPRESSION_SUBKIND;
  }
}
