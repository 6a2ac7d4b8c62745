package org.muster.parallel;

import java.io.Serializable;

/// A [Task] of four arguments.
@FunctionalInterface
public interface Task4<A, B, C, D, R> extends Serializable {

  /// Called for each tuple of arguments, under the rules of [Task#apply].
  R apply(A a, B b, C c, D d) throws Exception;
}
