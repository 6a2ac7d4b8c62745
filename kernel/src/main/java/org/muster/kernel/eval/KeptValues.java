package org.muster.kernel.eval;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.spi.CellClass;

/// What becomes of the values of variables when their class changes.
final class KeptValues {

  private KeptValues() {}

  /// Gives the new class of a snippet the values that the old one has.
  ///
  /// @param cell where the snippet was declared
  /// @return those that the new class cannot hold
  static List<SnippetClasses.Reset> copy(SnippetLoader from, SnippetLoader to, int cell) {
    List<SnippetClasses.Reset> lost = new ArrayList<>();
    for (CellClass type : from.own()) {
      Class<?> old = from.defined(type.name());
      if (old == null) {
        continue;
      }
      if (!type.name().equals(from.wrapper())) {
        if (hasStatics(old)) {
          lost.add(new SnippetClasses.Reset("", old.getSimpleName(), cell));
        }
        continue;
      }
      for (Field field : old.getDeclaredFields()) {
        if (isVariable(field) && !copy(field, to)) {
          lost.add(
              new SnippetClasses.Reset(field.getName(), field.getType().getSimpleName(), cell));
        }
      }
    }
    return lost;
  }

  static boolean hasValue(String variable, SnippetLoader snippet) {
    try {
      Field field = snippet.loadOwn(snippet.wrapper()).getDeclaredField(variable);
      return get(field) != null;
    } catch (ReflectiveOperationException | LinkageError e) {
      return false;
    }
  }

  private static boolean copy(Field from, SnippetLoader to) {
    try {
      Object value = get(from);
      Field target = to.loadOwn(to.wrapper()).getDeclaredField(from.getName());
      target.setAccessible(true);
      boolean fits =
          target.getType().isPrimitive()
              ? target.getType().equals(from.getType())
              : value == null || target.getType().isInstance(value);
      if (fits) {
        target.set(null, value);
      }
      return fits;
    } catch (ReflectiveOperationException | LinkageError e) {
      return false;
    }
  }

  private static @Nullable Object get(Field field) throws IllegalAccessException {
    field.setAccessible(true);
    return field.get(null);
  }

  private static boolean isVariable(Field field) {
    return Modifier.isStatic(field.getModifiers())
        && !Modifier.isFinal(field.getModifiers())
        && !field.isSynthetic();
  }

  private static boolean hasStatics(Class<?> type) {
    for (Field field : type.getDeclaredFields()) {
      boolean constant = Modifier.isFinal(field.getModifiers()) && field.getType().isPrimitive();
      if (Modifier.isStatic(field.getModifiers())
          && !field.isSynthetic()
          && !field.isEnumConstant()
          && !constant) {
        return true;
      }
    }
    return false;
  }
}
