package org.muster.parallel;

import java.io.Serializable;

/// A computation without arguments that can run in a worker JVM.
@FunctionalInterface
public interface Call<R> extends Serializable {
  R call() throws Exception;
}
