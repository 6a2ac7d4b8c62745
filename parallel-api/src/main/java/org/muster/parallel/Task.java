package org.muster.parallel;

import java.io.Serializable;

/// A function from one item to one result that can run in a worker JVM.
///
/// Written as a lambda it travels with what it captures. It may throw anything: a pool reports it
/// as a [TaskFailedException].
@FunctionalInterface
public interface Task<T, R> extends Serializable {

  /// Called once for each item, and again where the pool has
  /// [retries][PoolConfig#withRetries(int)]; by several workers at the same time.
  ///
  /// @param item a copy in a worker JVM: what is changed in it, nobody else sees. In a pool of
  ///   threads it is the caller's own
  /// @return null, or something that can travel
  /// @throws Exception whatever goes wrong: the caller gets it as the cause of a
  ///   [TaskFailedException]
  R apply(T item) throws Exception;
}
