package org.muster.parallel;

import java.io.Serializable;

/// A [Task] of three arguments.
@FunctionalInterface
public interface Task3<A, B, C, R> extends Serializable {
  R apply(A a, B b, C c) throws Exception;
}
