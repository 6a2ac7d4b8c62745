package org.muster.parallel;

import java.io.Serializable;
import java.util.concurrent.Callable;

/// A computation without arguments that can run in a worker JVM.
@FunctionalInterface
public interface Call<R> extends Callable<R>, Serializable {
  @Override
  R call() throws Exception;
}
