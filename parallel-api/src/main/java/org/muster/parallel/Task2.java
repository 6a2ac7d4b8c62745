package org.muster.parallel;

import java.io.Serializable;

/// A [Task] of two arguments.
@FunctionalInterface
public interface Task2<A, B, R> extends Serializable {

  /// Called for each tuple of arguments, under the rules of [Task#apply].
  R apply(A a, B b) throws Exception;
}
