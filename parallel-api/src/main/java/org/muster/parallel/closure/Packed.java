package org.muster.parallel.closure;

import java.util.List;
import org.muster.parallel.spi.CellClass;

/// Something that can go to another JVM.
///
/// @param graph the objects, for [Unpacker]; not to be changed
/// @param arrays that the graph names and that travel beside it, each once
/// @param classes every cell class that the other side needs; empty if all are on its class path
/// @param warnings what the user should know, one sentence or two each; the task works all the same
public record Packed(
    byte[] graph, List<ArrayRef> arrays, List<CellClass> classes, List<String> warnings) {}
