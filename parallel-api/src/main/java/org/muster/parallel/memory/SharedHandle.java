package org.muster.parallel.memory;

import java.io.InvalidObjectException;
import java.io.Serial;
import java.io.Serializable;
import java.util.UUID;

/// What travels instead of a shared object: who has it. It arrives as the object.
///
/// @param kinds the enum of its kind
/// @param kind the constant of that
/// @param high half of the id
/// @param low half of the id
/// @param writer a process that had it when this was written
/// @param writersDescriptor there
/// @param maker the process that made it
/// @param makersDescriptor there
record SharedHandle(
    Class<?> kinds,
    String kind,
    long high,
    long low,
    long writer,
    int writersDescriptor,
    long maker,
    int makersDescriptor)
    implements Serializable {

  UUID id() {
    return new UUID(high, low);
  }

  @Serial
  private Object readResolve() throws InvalidObjectException {
    if (kinds.isEnum() && SharedKind.class.isAssignableFrom(kinds)) {
      for (Object constant : kinds.getEnumConstants()) {
        if (constant instanceof SharedKind<?> known && ((Enum<?>) constant).name().equals(kind)) {
          return SharedBlock.attach(known, this);
        }
      }
    }
    throw new InvalidObjectException("`%s.%s` is no kind of shared object".formatted(kinds, kind));
  }
}
