package org.muster.parallel.manager;

import org.jspecify.annotations.Nullable;

/// What can be done with an object of a manager: a constant of an enum, which travels as its
/// number.
///
/// @param <T> the type of the object
public interface Operation<T> {

  /// Does it, in the manager's process; nothing else happens to the manager's objects meanwhile.
  @Nullable Object apply(T object, @Nullable Object[] arguments);

  int ordinal();

  /// As the method is called, such as `REMOVE_IF`.
  String name();
}
