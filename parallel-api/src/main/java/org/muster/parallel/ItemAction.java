package org.muster.parallel;

/// Something to do with one item, without result, that can be done in a worker JVM.
@FunctionalInterface
@SuppressWarnings("FunctionalInterfaceMethodChanged") // a worker knows tasks
public interface ItemAction<T> extends Task<T, Void> {

  /// Does it for one item, under the rules of [Task#apply].
  void act(T item) throws Exception;

  @Override
  @SuppressWarnings("NullAway") // the only value of Void
  default Void apply(T item) throws Exception {
    act(item);
    return null;
  }
}
