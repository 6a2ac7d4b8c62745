package org.muster.kernel.display;

import java.lang.reflect.Array;
import java.util.AbstractMap;
import java.util.AbstractSequentialList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.SequencedCollection;
import java.util.SequencedMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Those elements of something long that a table shows, each asked for once: there may be a
/// million, computed when they are asked for, or no end to them.
///
/// @param size how many there are, by their own account
/// @param head the first ones, or all
/// @param tail the last ones if there are more than are shown and the end can be reached
record Rows(int size, List<@Nullable Object> head, List<@Nullable Object> tail) {

  /// As many rows as fit on a screen or two are shown whole; of more, a beginning and an end.
  private static final int MOST = 60;

  private static final int HEAD = 20;
  private static final int TAIL = 5;

  static Rows of(Collection<?> elements) {
    int size = elements.size();
    return of(size, elements.iterator(), size > MOST ? backwards(elements) : null);
  }

  static Rows ofEntries(Map<?, ?> map) {
    int size = map.size();
    Iterator<?> backwards =
        size > MOST && map instanceof SequencedMap<?, ?> ordered
            ? entries(ordered.reversed())
            : null;
    return of(size, entries(map), backwards);
  }

  /// Copies: a map may have one entry object for all.
  private static Iterator<?> entries(Map<?, ?> map) {
    return map.entrySet().stream().map(AbstractMap.SimpleImmutableEntry::new).iterator();
  }

  static Rows ofArray(Object array) {
    return ofNumbered(Array.getLength(array), i -> Array.get(array, i));
  }

  static Rows ofNumbered(int size, IntFunction<? extends @Nullable Object> at) {
    List<@Nullable Object> head = new ArrayList<>();
    for (int i = 0; i < headSize(size); i++) {
      head.add(at.apply(i));
    }
    List<@Nullable Object> tail = new ArrayList<>();
    for (int i = Math.max(head.size(), size - TAIL); i < size; i++) {
      tail.add(at.apply(i));
    }
    return new Rows(size, head, tail);
  }

  private static Rows of(int size, Iterator<?> forwards, @Nullable Iterator<?> backwards) {
    List<@Nullable Object> head = first(forwards, headSize(size));
    List<@Nullable Object> tail = backwards == null ? List.of() : first(backwards, TAIL).reversed();
    return new Rows(size, head, tail);
  }

  private static int headSize(int size) {
    return size <= MOST ? size : HEAD;
  }

  private static List<@Nullable Object> first(Iterator<?> elements, int most) {
    List<@Nullable Object> first = new ArrayList<>();
    while (first.size() < most && elements.hasNext()) {
      first.add(elements.next());
    }
    return first;
  }

  /// From the last element on; null if the way there leads through all others.
  private static @Nullable Iterator<?> backwards(Collection<?> elements) {
    boolean isFar =
        elements instanceof AbstractSequentialList<?> && !(elements instanceof LinkedList<?>);
    return elements instanceof SequencedCollection<?> ordered && !isFar
        ? ordered.reversed().iterator()
        : null;
  }

  /// How many are not shown.
  int hidden() {
    return size <= MOST ? 0 : size - head.size() - tail.size();
  }

  List<@Nullable Object> shown() {
    List<@Nullable Object> shown = new ArrayList<>(head);
    shown.addAll(tail);
    return shown;
  }
}
