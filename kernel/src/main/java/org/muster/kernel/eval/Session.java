package org.muster.kernel.eval;

import jdk.jshell.JShell;
import jdk.jshell.SourceCodeAnalysis;

/// The compiler of a notebook, and what it has compiled.
///
/// **Threads.** Used by the thread that evaluates.
record Session(
    JShell shell,
    SourceCodeAnalysis analysis,
    CellClassLoader loader,
    SnippetClasses classes,
    CellExecutionControl control,
    SnippetPlaces places) {}
