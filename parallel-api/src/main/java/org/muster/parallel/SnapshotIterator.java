package org.muster.parallel;

import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Over elements as they were, removing from where they came from.
final class SnapshotIterator<T extends @Nullable Object> implements Iterator<T> {

  private final Iterator<T> elements;
  private final Consumer<T> remover;
  private @Nullable T last;
  private boolean removable;

  SnapshotIterator(List<T> elements, Consumer<T> remover) {
    this.elements = elements.iterator();
    this.remover = remover;
  }

  @Override
  public boolean hasNext() {
    return elements.hasNext();
  }

  @Override
  public T next() {
    T next = elements.next();
    last = next;
    removable = true;
    return next;
  }

  @Override
  @SuppressWarnings("NullAway") // null only if that is the element
  public void remove() {
    if (!removable) {
      throw new IllegalStateException("remove() without a next() before it");
    }
    removable = false;
    remover.accept(last);
  }
}
