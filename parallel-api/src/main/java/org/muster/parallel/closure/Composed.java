package org.muster.parallel.closure;

import java.io.Serializable;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.Method;
import java.util.Comparator;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.DoublePredicate;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// `andThen`, `compose`, `negate`, … of `java.util.function` with a result that can be serialized.
/// The JDK's own return lambdas that cannot. [CellTransform] makes cells call these instead.
///
/// A receiver whose class has its own version of the method keeps it.
@SuppressWarnings("overloads") // only bytecode calls these, by exact type
public final class Composed {

  /// Names the static method that this one stands for; a method without it stands for the instance
  /// method of that name of its first parameter.
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  @interface InsteadOf {
    Class<?> value();

    /// Empty: it has the same name.
    String method() default "";
  }

  private static final ClassValue<Boolean> KEEPS_DEFAULTS =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return keepsDefaults(type);
        }
      };

  private Composed() {}

  /// Whether each method that has a twin here is, in this class, the default one of the JDK.
  private static boolean isPlain(Object function) {
    return KEEPS_DEFAULTS.get(function.getClass());
  }

  private static boolean keepsDefaults(Class<?> type) {
    for (Method method : type.getMethods()) {
      switch (method.getName()) {
        case "andThen", "compose", "negate", "and", "or" -> {
          if (!method.getDeclaringClass().getName().startsWith("java.util.function.")) {
            return false;
          }
        }
        default -> {}
      }
    }
    return true;
  }

  public static <T, R, V> Function<T, V> andThen(
      Function<T, R> first, Function<? super R, ? extends V> after) {
    Objects.requireNonNull(after);
    if (!isPlain(first)) {
      return first.andThen(after);
    }
    return (Function<T, V> & Serializable) x -> after.apply(first.apply(x));
  }

  public static <T, R, V> Function<V, R> compose(
      Function<T, R> then, Function<? super V, ? extends T> before) {
    Objects.requireNonNull(before);
    if (!isPlain(then)) {
      return then.compose(before);
    }
    return (Function<V, R> & Serializable) x -> then.apply(before.apply(x));
  }

  public static <T, U, R, V> BiFunction<T, U, V> andThen(
      BiFunction<T, U, R> first, Function<? super R, ? extends V> after) {
    Objects.requireNonNull(after);
    if (!isPlain(first)) {
      return first.andThen(after);
    }
    return (BiFunction<T, U, V> & Serializable) (x, y) -> after.apply(first.apply(x, y));
  }

  public static <T> Predicate<T> and(Predicate<T> first, Predicate<? super T> other) {
    Objects.requireNonNull(other);
    if (!isPlain(first)) {
      return first.and(other);
    }
    return (Predicate<T> & Serializable) x -> first.test(x) && other.test(x);
  }

  public static <T> Predicate<T> or(Predicate<T> first, Predicate<? super T> other) {
    Objects.requireNonNull(other);
    if (!isPlain(first)) {
      return first.or(other);
    }
    return (Predicate<T> & Serializable) x -> first.test(x) || other.test(x);
  }

  public static <T> Predicate<T> negate(Predicate<T> test) {
    if (!isPlain(test)) {
      return test.negate();
    }
    return (Predicate<T> & Serializable) x -> !test.test(x);
  }

  public static <T, U> BiPredicate<T, U> and(
      BiPredicate<T, U> first, BiPredicate<? super T, ? super U> other) {
    Objects.requireNonNull(other);
    if (!isPlain(first)) {
      return first.and(other);
    }
    return (BiPredicate<T, U> & Serializable) (x, y) -> first.test(x, y) && other.test(x, y);
  }

  public static <T, U> BiPredicate<T, U> or(
      BiPredicate<T, U> first, BiPredicate<? super T, ? super U> other) {
    Objects.requireNonNull(other);
    if (!isPlain(first)) {
      return first.or(other);
    }
    return (BiPredicate<T, U> & Serializable) (x, y) -> first.test(x, y) || other.test(x, y);
  }

  public static <T, U> BiPredicate<T, U> negate(BiPredicate<T, U> test) {
    if (!isPlain(test)) {
      return test.negate();
    }
    return (BiPredicate<T, U> & Serializable) (x, y) -> !test.test(x, y);
  }

  public static IntPredicate and(IntPredicate first, IntPredicate other) {
    Objects.requireNonNull(other);
    if (!isPlain(first)) {
      return first.and(other);
    }
    return (IntPredicate & Serializable) x -> first.test(x) && other.test(x);
  }

  public static IntPredicate or(IntPredicate first, IntPredicate other) {
    Objects.requireNonNull(other);
    if (!isPlain(first)) {
      return first.or(other);
    }
    return (IntPredicate & Serializable) x -> first.test(x) || other.test(x);
  }

  public static IntPredicate negate(IntPredicate test) {
    if (!isPlain(test)) {
      return test.negate();
    }
    return (IntPredicate & Serializable) x -> !test.test(x);
  }

  public static LongPredicate and(LongPredicate first, LongPredicate other) {
    Objects.requireNonNull(other);
    if (!isPlain(first)) {
      return first.and(other);
    }
    return (LongPredicate & Serializable) x -> first.test(x) && other.test(x);
  }

  public static LongPredicate or(LongPredicate first, LongPredicate other) {
    Objects.requireNonNull(other);
    if (!isPlain(first)) {
      return first.or(other);
    }
    return (LongPredicate & Serializable) x -> first.test(x) || other.test(x);
  }

  public static LongPredicate negate(LongPredicate test) {
    if (!isPlain(test)) {
      return test.negate();
    }
    return (LongPredicate & Serializable) x -> !test.test(x);
  }

  public static DoublePredicate and(DoublePredicate first, DoublePredicate other) {
    Objects.requireNonNull(other);
    if (!isPlain(first)) {
      return first.and(other);
    }
    return (DoublePredicate & Serializable) x -> first.test(x) && other.test(x);
  }

  public static DoublePredicate or(DoublePredicate first, DoublePredicate other) {
    Objects.requireNonNull(other);
    if (!isPlain(first)) {
      return first.or(other);
    }
    return (DoublePredicate & Serializable) x -> first.test(x) || other.test(x);
  }

  public static DoublePredicate negate(DoublePredicate test) {
    if (!isPlain(test)) {
      return test.negate();
    }
    return (DoublePredicate & Serializable) x -> !test.test(x);
  }

  public static <T> Consumer<T> andThen(Consumer<T> first, Consumer<? super T> after) {
    Objects.requireNonNull(after);
    if (!isPlain(first)) {
      return first.andThen(after);
    }
    return (Consumer<T> & Serializable)
        x -> {
          first.accept(x);
          after.accept(x);
        };
  }

  public static <T, U> BiConsumer<T, U> andThen(
      BiConsumer<T, U> first, BiConsumer<? super T, ? super U> after) {
    Objects.requireNonNull(after);
    if (!isPlain(first)) {
      return first.andThen(after);
    }
    return (BiConsumer<T, U> & Serializable)
        (x, y) -> {
          first.accept(x, y);
          after.accept(x, y);
        };
  }

  public static IntConsumer andThen(IntConsumer first, IntConsumer after) {
    Objects.requireNonNull(after);
    if (!isPlain(first)) {
      return first.andThen(after);
    }
    return (IntConsumer & Serializable)
        x -> {
          first.accept(x);
          after.accept(x);
        };
  }

  public static LongConsumer andThen(LongConsumer first, LongConsumer after) {
    Objects.requireNonNull(after);
    if (!isPlain(first)) {
      return first.andThen(after);
    }
    return (LongConsumer & Serializable)
        x -> {
          first.accept(x);
          after.accept(x);
        };
  }

  public static DoubleConsumer andThen(DoubleConsumer first, DoubleConsumer after) {
    Objects.requireNonNull(after);
    if (!isPlain(first)) {
      return first.andThen(after);
    }
    return (DoubleConsumer & Serializable)
        x -> {
          first.accept(x);
          after.accept(x);
        };
  }

  public static IntUnaryOperator andThen(IntUnaryOperator first, IntUnaryOperator after) {
    Objects.requireNonNull(after);
    if (!isPlain(first)) {
      return first.andThen(after);
    }
    return (IntUnaryOperator & Serializable) x -> after.applyAsInt(first.applyAsInt(x));
  }

  public static IntUnaryOperator compose(IntUnaryOperator then, IntUnaryOperator before) {
    Objects.requireNonNull(before);
    if (!isPlain(then)) {
      return then.compose(before);
    }
    return (IntUnaryOperator & Serializable) x -> then.applyAsInt(before.applyAsInt(x));
  }

  public static LongUnaryOperator andThen(LongUnaryOperator first, LongUnaryOperator after) {
    Objects.requireNonNull(after);
    if (!isPlain(first)) {
      return first.andThen(after);
    }
    return (LongUnaryOperator & Serializable) x -> after.applyAsLong(first.applyAsLong(x));
  }

  public static LongUnaryOperator compose(LongUnaryOperator then, LongUnaryOperator before) {
    Objects.requireNonNull(before);
    if (!isPlain(then)) {
      return then.compose(before);
    }
    return (LongUnaryOperator & Serializable) x -> then.applyAsLong(before.applyAsLong(x));
  }

  public static DoubleUnaryOperator andThen(DoubleUnaryOperator first, DoubleUnaryOperator after) {
    Objects.requireNonNull(after);
    if (!isPlain(first)) {
      return first.andThen(after);
    }
    return (DoubleUnaryOperator & Serializable) x -> after.applyAsDouble(first.applyAsDouble(x));
  }

  public static DoubleUnaryOperator compose(DoubleUnaryOperator then, DoubleUnaryOperator before) {
    Objects.requireNonNull(before);
    if (!isPlain(then)) {
      return then.compose(before);
    }
    return (DoubleUnaryOperator & Serializable) x -> then.applyAsDouble(before.applyAsDouble(x));
  }

  @InsteadOf(value = Function.class, method = "identity")
  public static <T> Function<T, T> identityFunction() {
    return (Function<T, T> & Serializable) x -> x;
  }

  @InsteadOf(value = UnaryOperator.class, method = "identity")
  public static <T> UnaryOperator<T> identityOperator() {
    return (UnaryOperator<T> & Serializable) x -> x;
  }

  @InsteadOf(value = IntUnaryOperator.class, method = "identity")
  public static IntUnaryOperator identityInt() {
    return (IntUnaryOperator & Serializable) x -> x;
  }

  @InsteadOf(value = LongUnaryOperator.class, method = "identity")
  public static LongUnaryOperator identityLong() {
    return (LongUnaryOperator & Serializable) x -> x;
  }

  @InsteadOf(value = DoubleUnaryOperator.class, method = "identity")
  public static DoubleUnaryOperator identityDouble() {
    return (DoubleUnaryOperator & Serializable) x -> x;
  }

  @InsteadOf(Predicate.class)
  public static <T> Predicate<T> isEqual(@Nullable Object target) {
    return (Predicate<T> & Serializable) x -> Objects.equals(target, x);
  }

  @InsteadOf(Predicate.class)
  @SuppressWarnings("unchecked") // a predicate of a supertype is one of the type, as in the JDK
  public static <T> Predicate<T> not(Predicate<? super T> target) {
    Objects.requireNonNull(target);
    return negate((Predicate<T>) target);
  }

  @InsteadOf(BinaryOperator.class)
  public static <T> BinaryOperator<T> minBy(Comparator<? super T> comparator) {
    Objects.requireNonNull(comparator);
    return (BinaryOperator<T> & Serializable) (x, y) -> comparator.compare(x, y) <= 0 ? x : y;
  }

  @InsteadOf(BinaryOperator.class)
  public static <T> BinaryOperator<T> maxBy(Comparator<? super T> comparator) {
    Objects.requireNonNull(comparator);
    return (BinaryOperator<T> & Serializable) (x, y) -> comparator.compare(x, y) >= 0 ? x : y;
  }
}
