package org.muster.parallel;

import java.io.Serializable;

/// A function from one item to one result that can run in a worker JVM.
///
/// Written as a lambda it travels with what it captures. It may throw anything: a pool reports it
/// as a [TaskFailedException].
@FunctionalInterface
public interface Task<T, R> extends Serializable {
  R apply(T item) throws Exception;
}
