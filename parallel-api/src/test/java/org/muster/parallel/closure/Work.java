package org.muster.parallel.closure;

import java.io.Serializable;

/// A task type as the public API has them.
@FunctionalInterface
public interface Work<T, R> extends Serializable {
  R apply(T item) throws Exception;
}
