package org.muster.parallel;

import java.io.Serializable;

/// A [Task] of three arguments.
@FunctionalInterface
public interface Task3<A, B, C, R> extends Serializable {

  /// Called for each tuple of arguments, under the rules of [Task#apply].
  R apply(A a, B b, C c) throws Exception;
}
