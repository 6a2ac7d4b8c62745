package org.muster.parallel;

import java.io.Serializable;

/// The arguments of one call of a [Task2]; written `args(a, b)`.
public record Args2<A, B>(A first, B second) implements Serializable {}
