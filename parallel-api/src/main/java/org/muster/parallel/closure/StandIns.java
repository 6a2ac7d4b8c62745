package org.muster.parallel.closure;

import java.io.Serial;
import java.io.Serializable;
import java.lang.reflect.Modifier;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What travels instead of values that are plain data but not `Serializable`: those of the JDK
/// here, those of libraries as [PlainObject].
///
/// A view of a list or a map (`subList`, `reversed`, `keySet`, `entrySet`, `values`) arrives as a
/// collection of its own, with the same elements in the same order. That is written in place of the
/// view and needs nothing to be done when it is read, so a view may be part of a cycle.
final class StandIns {

  private StandIns() {}

  /// What to write for an object that is not `Serializable`, or says that it is and throws, as
  /// `LinkedList.reversed()` does: the object itself if nothing can stand in for it.
  static Object of(Object object) {
    return switch (object) {
      case Optional<?> optional -> new OfOptional(optional.orElse(null));
      case OptionalInt optional ->
          new OfOptionalInt(optional.isPresent(), optional.isPresent() ? optional.getAsInt() : 0);
      case OptionalLong optional ->
          new OfOptionalLong(optional.isPresent(), optional.isPresent() ? optional.getAsLong() : 0);
      case OptionalDouble optional ->
          new OfOptionalDouble(
              optional.isPresent(), optional.isPresent() ? optional.getAsDouble() : 0);
      case Path path when path.getFileSystem().equals(FileSystems.getDefault()) ->
          new OfPath(path.toString());
      default -> isView(object.getClass()) ? ofView(object) : PlainObject.of(object);
    };
  }

  static boolean isOfOptional(Class<?> type) {
    return type == OfOptional.class;
  }

  /// The JDK's views are of classes that nobody can name, so no variable can demand that very class
  /// in a worker. Of the public collections, those that are not `Serializable` have a meaning that
  /// a copy would lose, such as `WeakHashMap`.
  private static boolean isView(Class<?> type) {
    return type.getName().startsWith("java.util.") && !Modifier.isPublic(type.getModifiers());
  }

  @SuppressWarnings("JdkObsolete") // what `LinkedList.reversed()` returns is a LinkedList
  private static Object ofView(Object view) {
    return switch (view) {
      case Map.Entry<?, ?> entry -> new AbstractMap.SimpleEntry<>(entry);
      case LinkedList<?> list -> new LinkedList<>(list);
      case List<?> list -> new ArrayList<>(list);
      case SortedSet<?> set -> new TreeSet<>(set);
      case Set<?> set -> ofSet(set);
      case Deque<?> deque -> new ArrayDeque<>(deque);
      case Collection<?> values -> new ArrayList<>(values);
      case SequencedMap<?, ?> map -> new LinkedHashMap<>(map);
      default -> view;
    };
  }

  /// A copy by `equals` would be smaller than the keys of an `IdentityHashMap`; then there is none.
  private static Object ofSet(Set<?> set) {
    Collection<?> copy = isOfEntries(set) ? EntrySet.of(set) : new LinkedHashSet<>(set);
    return copy.size() == set.size() ? copy : set;
  }

  private static boolean isOfEntries(Set<?> set) {
    for (Object each : set) {
      if (!(each instanceof Map.Entry<?, ?>) || each instanceof Serializable) {
        return false;
      }
    }
    return !set.isEmpty();
  }

  /// Not a record: an optional that holds itself by a detour would arrive as null, in silence. This
  /// way the field of type `Optional` refuses it.
  private static final class OfOptional implements Serializable {
    @Serial private static final long serialVersionUID = 1;

    @SuppressWarnings("serial") // refused by name if it is not
    private final @Nullable Object value;

    OfOptional(@Nullable Object value) {
      this.value = value;
    }

    @Serial
    private Object readResolve() {
      return Optional.ofNullable(value);
    }
  }

  private record OfOptionalInt(boolean present, int value) implements Serializable {
    @Serial
    private Object readResolve() {
      return present ? OptionalInt.of(value) : OptionalInt.empty();
    }
  }

  private record OfOptionalLong(boolean present, long value) implements Serializable {
    @Serial
    private Object readResolve() {
      return present ? OptionalLong.of(value) : OptionalLong.empty();
    }
  }

  private record OfOptionalDouble(boolean present, double value) implements Serializable {
    @Serial
    private Object readResolve() {
      return present ? OptionalDouble.of(value) : OptionalDouble.empty();
    }
  }

  private record OfPath(String path) implements Serializable {
    @Serial
    private Object readResolve() {
      return Path.of(path);
    }
  }
}
