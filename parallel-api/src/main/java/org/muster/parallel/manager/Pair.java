package org.muster.parallel.manager;

import org.jspecify.annotations.Nullable;

/// Two rows of one length, such as the keys and values of a map.
public record Pair(@Nullable Object[] first, @Nullable Object[] second) {}
