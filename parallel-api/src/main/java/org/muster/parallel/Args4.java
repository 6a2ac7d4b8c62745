package org.muster.parallel;

import java.io.Serializable;

/// The arguments of one call of a [Task4]; written `args(a, b, c, d)`.
public record Args4<A, B, C, D>(A first, B second, C third, D fourth) implements Serializable {}
