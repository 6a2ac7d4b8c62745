package org.muster.parallel.closure;

import java.io.Serializable;

/// Stands in a graph for a big array whose elements travel beside it.
///
/// @param id of this content: the array has another one once it was changed
/// @param type of the array, `double[].class` for example
/// @param bytes of its elements
public record ArrayRef(long id, Class<?> type, long bytes) implements Serializable {}
