package org.muster.parallel.closure;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.Field;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A notebook variable, or another static field of a cell class, in this JVM.
final class Variable {

  private final Field field;
  private final Footprint.Use use;

  private Variable(Field field, Footprint.Use use) {
    this.field = field;
    this.use = use;
  }

  /// The variable, or null if its class cannot be initialised here: the task will meet the same
  /// trouble if it ever comes to the variable, and that is the better place to report it.
  static @Nullable Variable find(Footprint.Use use, ClassLoader loader) {
    try {
      Field field = field(use.owner().replace('/', '.'), use.name(), loader);
      Object _ = field.get(null);
      return new Variable(field, use);
    } catch (ReflectiveOperationException | LinkageError e) {
      return null;
    }
  }

  private static Field field(String owner, String name, ClassLoader loader)
      throws ReflectiveOperationException {
    // not Class.forName: for a class that it found for another loader, the JVM would keep the class
    // as long as the loader that it asked
    Field field = loader.loadClass(owner).getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }

  Footprint.Use use() {
    return use;
  }

  @Nullable Object value() {
    try {
      return field.get(null);
    } catch (IllegalAccessException e) {
      throw new AssertionError(field + " was made accessible", e);
    }
  }

  /// The type of the value; of the variable if that is a primitive or null.
  Class<?> type() {
    Object value = value();
    return value == null || field.getType().isPrimitive() ? field.getType() : value.getClass();
  }

  /// Writes the name and the value, for [#read].
  void write(ObjectOutputStream out) throws IOException {
    out.writeUTF(field.getDeclaringClass().getName());
    out.writeUTF(field.getName());
    Object value = value();
    switch (field.getType().getName()) {
      case "boolean" -> out.writeBoolean((boolean) nonNull(value));
      case "byte" -> out.writeByte((byte) nonNull(value));
      case "short" -> out.writeShort((short) nonNull(value));
      case "char" -> out.writeChar((char) nonNull(value));
      case "int" -> out.writeInt((int) nonNull(value));
      case "long" -> out.writeLong((long) nonNull(value));
      case "float" -> out.writeFloat((float) nonNull(value));
      case "double" -> out.writeDouble((double) nonNull(value));
      default -> out.writeObject(value);
    }
  }

  private static Object nonNull(@Nullable Object primitive) {
    return Objects.requireNonNull(primitive);
  }

  /// Reads what [#write] wrote.
  static Binding read(ObjectInputStream in, ClassLoader loader)
      throws IOException, ReflectiveOperationException {
    Field field = field(in.readUTF(), in.readUTF(), loader);
    Object value =
        switch (field.getType().getName()) {
          case "boolean" -> in.readBoolean();
          case "byte" -> in.readByte();
          case "short" -> in.readShort();
          case "char" -> in.readChar();
          case "int" -> in.readInt();
          case "long" -> in.readLong();
          case "float" -> in.readFloat();
          case "double" -> in.readDouble();
          default -> in.readObject();
        };
    return new Binding(field, value);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Variable that && field.equals(that.field);
  }

  @Override
  public int hashCode() {
    return field.hashCode();
  }

  @Override
  public String toString() {
    return use.displayName();
  }
}
