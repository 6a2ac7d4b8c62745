package org.muster.parallel.manager;

import org.jspecify.annotations.Nullable;

/// One object of a manager, in the process where it lives.
interface Target {

  /// Does something with it.
  ///
  /// @param operation an [Operation]'s number, or a method
  @Nullable Object invoke(Object operation, @Nullable Object[] arguments) throws Throwable;

  /// An object of ours.
  ///
  /// @param operations by number
  record OfOurs<T>(T object, Operation<T>[] operations) implements Target {
    @Override
    public @Nullable Object invoke(Object operation, @Nullable Object[] arguments) {
      return operations[(Integer) operation].apply(object, arguments);
    }
  }
}
