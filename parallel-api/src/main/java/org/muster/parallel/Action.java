package org.muster.parallel;

import java.io.Serializable;

/// Something to do, without arguments or result, that can be done in a worker JVM.
@FunctionalInterface
@SuppressWarnings("FunctionalInterfaceMethodChanged") // for code that knows the JDK's interface
public interface Action extends Runnable, Serializable {

  /// Does it.
  ///
  /// @throws Exception whatever goes wrong: the caller gets it as the cause of a
  ///   [TaskFailedException]
  void act() throws Exception;

  /// As [#act]; what is checked is thrown as the cause of an [IllegalStateException].
  @Override
  default void run() {
    try {
      act();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      throw new IllegalStateException(e.toString(), e);
    }
  }
}
