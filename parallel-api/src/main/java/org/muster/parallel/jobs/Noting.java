package org.muster.parallel.jobs;

import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An iterator that keeps what was read.
record Noting(Iterator<? extends @Nullable Object> input, List<@Nullable Object> read)
    implements Iterator<@Nullable Object> {

  @Override
  public boolean hasNext() {
    return input.hasNext();
  }

  @Override
  public @Nullable Object next() {
    Object item = input.next();
    read.add(item);
    return item;
  }
}
