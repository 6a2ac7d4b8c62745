package org.muster.kernel.eval;

import java.util.Set;
import java.util.function.Predicate;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import org.jspecify.annotations.Nullable;

/// The list of all snippets that there ever were, which JShell copies for every compilation.
///
/// JShell has no method to let go of those that no later cell can name; see [Internals].
///
/// **Threads.** Used by the thread that evaluates.
final class DeadSnippets {

  private final @Nullable Set<Snippet> all;

  private DeadSnippets(@Nullable Set<Snippet> all) {
    this.all = all;
  }

  static DeadSnippets of(JShell shell) {
    try {
      @SuppressWarnings("unchecked")
      var found = (Set<Snippet>) Internals.valueOf("snippets", Internals.valueOf("maps", shell));
      return new DeadSnippets(found);
    } catch (ReflectiveOperationException | RuntimeException e) {
      return new DeadSnippets(null);
    }
  }

  /// Takes the other snippets off the list.
  void keepOnly(Predicate<Snippet> alive) {
    if (all != null) {
      all.removeIf(alive.negate());
    }
  }
}
