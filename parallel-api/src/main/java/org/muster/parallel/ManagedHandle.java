package org.muster.parallel;

import java.io.Serial;
import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What travels instead of an object of a manager. It arrives as the object.
///
/// @param number of the object
/// @param type of an object that was shared, else null
record ManagedHandle(Manager manager, long number, Kind kind, @Nullable Class<?> type)
    implements Serializable {

  enum Kind {
    LIST,
    MAP,
    SET,
    ACTOR
  }

  @Serial
  private Object readResolve() {
    return switch (kind) {
      case LIST -> new SharedList<>(manager, number).known();
      case MAP -> new SharedMap<>(manager, number).known();
      case SET -> new SharedSet<>(manager, number).known();
      case ACTOR -> Actor.of(manager, Objects.requireNonNull(type), number);
    };
  }
}
