package org.muster.parallel;

import java.io.Serializable;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// Tasks whose items or results are primitive: what `pool.map(x -> x * x, doubles)` takes. Nobody
/// has to name these types.
///
/// The method of each is called for one value under the rules of [Task#apply]: in a worker, perhaps
/// in several at once, and it may throw anything.
///
/// Items in a primitive array travel as slices of it, and a task is applied to a whole slice in the
/// worker, so that no value is ever boxed.
@SuppressWarnings("FunctionalInterfaceMethodChanged") // a worker knows tasks
public final class PrimitiveTasks {

  private PrimitiveTasks() {}

  /// A task that is applied to the slices of an array.
  public interface OverSlice extends Serializable {

    /// Applies the task to each value.
    ///
    /// @param slice an array of the task's primitive type
    /// @param starting told the index of each value before the task is applied to it
    /// @return an array of the results
    Object applyToSlice(Object slice, IntConsumer starting) throws Exception;
  }

  /// From `int` to `int`.
  @FunctionalInterface
  public interface IntToInt extends OverSlice {
    int applyAsInt(int value) throws Exception;

    @Override
    default Object applyToSlice(Object slice, IntConsumer starting) throws Exception {
      int[] values = (int[]) slice;
      int[] results = new int[values.length];
      for (int i = 0; i < values.length; i++) {
        starting.accept(i);
        results[i] = applyAsInt(values[i]);
      }
      return results;
    }
  }

  /// From `int` to `long`.
  @FunctionalInterface
  public interface IntToLong extends OverSlice {
    long applyAsLong(int value) throws Exception;

    @Override
    default Object applyToSlice(Object slice, IntConsumer starting) throws Exception {
      int[] values = (int[]) slice;
      long[] results = new long[values.length];
      for (int i = 0; i < values.length; i++) {
        starting.accept(i);
        results[i] = applyAsLong(values[i]);
      }
      return results;
    }
  }

  /// From `int` to `double`.
  @FunctionalInterface
  public interface IntToDouble extends OverSlice {
    double applyAsDouble(int value) throws Exception;

    @Override
    default Object applyToSlice(Object slice, IntConsumer starting) throws Exception {
      int[] values = (int[]) slice;
      double[] results = new double[values.length];
      for (int i = 0; i < values.length; i++) {
        starting.accept(i);
        results[i] = applyAsDouble(values[i]);
      }
      return results;
    }
  }

  /// From `int` to any object.
  @FunctionalInterface
  public interface IntToObject<R> extends OverSlice {
    R apply(int value) throws Exception;

    @Override
    default Object applyToSlice(Object slice, IntConsumer starting) throws Exception {
      int[] values = (int[]) slice;
      @Nullable Object[] results = new Object[values.length];
      for (int i = 0; i < values.length; i++) {
        starting.accept(i);
        results[i] = apply(values[i]);
      }
      return results;
    }
  }

  /// From `long` to `int`.
  @FunctionalInterface
  public interface LongToInt extends OverSlice {
    int applyAsInt(long value) throws Exception;

    @Override
    default Object applyToSlice(Object slice, IntConsumer starting) throws Exception {
      long[] values = (long[]) slice;
      int[] results = new int[values.length];
      for (int i = 0; i < values.length; i++) {
        starting.accept(i);
        results[i] = applyAsInt(values[i]);
      }
      return results;
    }
  }

  /// From `long` to `long`.
  @FunctionalInterface
  public interface LongToLong extends OverSlice {
    long applyAsLong(long value) throws Exception;

    @Override
    default Object applyToSlice(Object slice, IntConsumer starting) throws Exception {
      long[] values = (long[]) slice;
      long[] results = new long[values.length];
      for (int i = 0; i < values.length; i++) {
        starting.accept(i);
        results[i] = applyAsLong(values[i]);
      }
      return results;
    }
  }

  /// From `long` to `double`.
  @FunctionalInterface
  public interface LongToDouble extends OverSlice {
    double applyAsDouble(long value) throws Exception;

    @Override
    default Object applyToSlice(Object slice, IntConsumer starting) throws Exception {
      long[] values = (long[]) slice;
      double[] results = new double[values.length];
      for (int i = 0; i < values.length; i++) {
        starting.accept(i);
        results[i] = applyAsDouble(values[i]);
      }
      return results;
    }
  }

  /// From `long` to any object.
  @FunctionalInterface
  public interface LongToObject<R> extends OverSlice {
    R apply(long value) throws Exception;

    @Override
    default Object applyToSlice(Object slice, IntConsumer starting) throws Exception {
      long[] values = (long[]) slice;
      @Nullable Object[] results = new Object[values.length];
      for (int i = 0; i < values.length; i++) {
        starting.accept(i);
        results[i] = apply(values[i]);
      }
      return results;
    }
  }

  /// From `double` to `int`.
  @FunctionalInterface
  public interface DoubleToInt extends OverSlice {
    int applyAsInt(double value) throws Exception;

    @Override
    default Object applyToSlice(Object slice, IntConsumer starting) throws Exception {
      double[] values = (double[]) slice;
      int[] results = new int[values.length];
      for (int i = 0; i < values.length; i++) {
        starting.accept(i);
        results[i] = applyAsInt(values[i]);
      }
      return results;
    }
  }

  /// From `double` to `long`.
  @FunctionalInterface
  public interface DoubleToLong extends OverSlice {
    long applyAsLong(double value) throws Exception;

    @Override
    default Object applyToSlice(Object slice, IntConsumer starting) throws Exception {
      double[] values = (double[]) slice;
      long[] results = new long[values.length];
      for (int i = 0; i < values.length; i++) {
        starting.accept(i);
        results[i] = applyAsLong(values[i]);
      }
      return results;
    }
  }

  /// From `double` to `double`.
  @FunctionalInterface
  public interface DoubleToDouble extends OverSlice {
    double applyAsDouble(double value) throws Exception;

    @Override
    default Object applyToSlice(Object slice, IntConsumer starting) throws Exception {
      double[] values = (double[]) slice;
      double[] results = new double[values.length];
      for (int i = 0; i < values.length; i++) {
        starting.accept(i);
        results[i] = applyAsDouble(values[i]);
      }
      return results;
    }
  }

  /// From `double` to any object.
  @FunctionalInterface
  public interface DoubleToObject<R> extends OverSlice {
    R apply(double value) throws Exception;

    @Override
    default Object applyToSlice(Object slice, IntConsumer starting) throws Exception {
      double[] values = (double[]) slice;
      @Nullable Object[] results = new Object[values.length];
      for (int i = 0; i < values.length; i++) {
        starting.accept(i);
        results[i] = apply(values[i]);
      }
      return results;
    }
  }

  /// From any object to `int`.
  @FunctionalInterface
  public interface ObjectToInt<T> extends Task<T, Integer> {
    int applyAsInt(T item) throws Exception;

    @Override
    default Integer apply(T item) throws Exception {
      return applyAsInt(item);
    }
  }

  /// From any object to `long`.
  @FunctionalInterface
  public interface ObjectToLong<T> extends Task<T, Long> {
    long applyAsLong(T item) throws Exception;

    @Override
    default Long apply(T item) throws Exception {
      return applyAsLong(item);
    }
  }

  /// From any object to `double`.
  @FunctionalInterface
  public interface ObjectToDouble<T> extends Task<T, Double> {
    double applyAsDouble(T item) throws Exception;

    @Override
    default Double apply(T item) throws Exception {
      return applyAsDouble(item);
    }
  }
}
