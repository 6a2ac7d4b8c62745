package org.muster.parallel;

import java.io.Serializable;

/// The arguments of one call of a [Task3]; written `args(a, b, c)`.
public record Args3<A, B, C>(A first, B second, C third) implements Serializable {}
