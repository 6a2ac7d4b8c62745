package org.muster.parallel.closure;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What travels instead of an object of a [PlainClass].
///
/// The object is there before its fields are read, so fields of such objects may lead back to it.
/// What lies between has to be such an object too: a list or an array of Java's would be given this
/// stand-in. [CycleFinder] refuses that beforehand.
final class PlainObject implements Serializable {

  @Serial private static final long serialVersionUID = 1;

  private transient @Nullable Object object;

  private PlainObject(Object object) {
    this.object = object;
  }

  /// What to write for an object: itself if it is no plain data.
  static Object of(Object object) {
    PlainClass type = PlainClass.of(object.getClass());
    if (type == null) {
      return object;
    }
    Field constant = type.constant(object);
    return constant == null
        ? new PlainObject(object)
        : new Constant(object.getClass(), constant.getDeclaringClass(), constant.getName());
  }

  private static PlainClass plain(Class<?> type) throws InvalidObjectException {
    PlainClass plain = PlainClass.of(type);
    if (plain == null) {
      throw new InvalidObjectException(type.getName() + " is no plain data");
    }
    return plain;
  }

  @Serial
  private void writeObject(ObjectOutputStream out) throws IOException {
    Object from = Objects.requireNonNull(object);
    out.writeObject(from.getClass());
    List<Field> fields = plain(from.getClass()).fields();
    out.writeInt(fields.size());
    for (Field field : fields) {
      out.writeUTF(field.getName());
      try {
        out.writeObject(field.get(from));
      } catch (IllegalAccessException e) {
        throw new AssertionError(field + " was made accessible", e);
      }
    }
  }

  @Serial
  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    Class<?> type = (Class<?>) in.readObject();
    PlainClass plain = plain(type);
    List<Field> fields = plain.fields();
    if (in.readInt() != fields.size()) {
      throw new InvalidObjectException(type.getName() + " has other fields here");
    }
    try {
      if (plain.isRecord()) {
        @Nullable Object[] components = new Object[fields.size()];
        for (int i = 0; i < components.length; i++) {
          components[i] = read(in, fields.get(i));
        }
        object = plain.create(components);
        return;
      }
      Object made = plain.create();
      object = made;
      for (Field field : fields) {
        field.set(made, read(in, field));
      }
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      InvalidObjectException failure =
          new InvalidObjectException("cannot make a %s again: %s".formatted(type.getName(), e));
      failure.initCause(e);
      throw failure;
    }
  }

  private static @Nullable Object read(ObjectInputStream in, Field field)
      throws IOException, ClassNotFoundException {
    String name = in.readUTF();
    if (!name.equals(field.getName())) {
      throw new InvalidObjectException(
          "%s was sent, this JVM has %s in its place".formatted(name, field));
    }
    Object value = in.readObject();
    return value instanceof PlainObject open ? open.object : value;
  }

  @Serial
  private @Nullable Object readResolve() {
    return object;
  }

  /// A constant of its own class, by name.
  private record Constant(Class<?> type, Class<?> owner, String name) implements Serializable {
    @Serial
    private Object readResolve() throws InvalidObjectException {
      try {
        return plain(type).constant(owner, name);
      } catch (ReflectiveOperationException e) {
        throw new InvalidObjectException("no constant " + e.getMessage());
      }
    }
  }
}
