package org.muster.parallel.closure;

import java.io.Serializable;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.spi.ClassSource;

/// A lambda expression as the many lambdas that it makes have it in common: they differ in a few
/// small values that they captured.
///
/// To write one object graph for each of them would cost twenty times as much as to look at its
/// values. So one of them is written, as an example, and of the others the values alone.
///
/// **Threads.** May be used from any thread.
public final class CallSite {

  /// A longer string is no small value.
  private static final int MOST_CHARS = 256;

  private static final ClassValue<AtomicReference<@Nullable CallSite>> SITES =
      new ClassValue<>() {
        @Override
        protected AtomicReference<@Nullable CallSite> computeValue(Class<?> type) {
          return new AtomicReference<>();
        }
      };

  private final MethodHandle form;
  private final @Nullable Packed example;
  private final @Nullable Plan plan;

  private CallSite(MethodHandle form, @Nullable Packed example, @Nullable Plan plan) {
    this.form = form;
    this.example = example;
    this.plan = plan;
  }

  /// One of the lambdas.
  ///
  /// @param values what it captured
  public record Captured(CallSite site, @Nullable Object[] values) {}

  /// What a lambda captured, if that is all there is to know of it besides its call site: it
  /// captured only small values, and reaches no notebook variable.
  ///
  /// @return null if it has to be packed by itself
  /// @throws org.muster.parallel.TaskNotSerializableException if it uses something that cannot
  ///   travel
  public static @Nullable Captured capture(Object lambda) {
    Class<?> type = lambda.getClass();
    if (!type.isHidden() || !(lambda instanceof Serializable)) {
      return null;
    }
    AtomicReference<@Nullable CallSite> known = SITES.get(type);
    CallSite site = known.get();
    MethodHandle form = site == null ? formOf(type) : site.form;
    @Nullable Object[] values = form == null ? null : values(form, lambda);
    if (form == null || values == null) {
      return null;
    }
    if (site == null || !site.isCurrent(type)) {
      site = of(lambda, form);
      known.set(site);
    }
    return site.example == null ? null : new Captured(site, values);
  }

  /// The lambda that is sent; for [LambdaFactory] to make the others from.
  public Packed example() {
    Packed packed = example;
    if (packed == null) {
      throw new IllegalStateException("nobody gets a call site without an example");
    }
    return packed;
  }

  private static CallSite of(Object lambda, MethodHandle form) {
    Packed packed = Packer.packTask(lambda);
    if (ClassSource.of(lambda.getClass()) == null) {
      return new CallSite(form, packed, null); // no notebook, no variables
    }
    Plan plan = Packing.planOf(lambda);
    boolean bare = plan != null && plan.order().isEmpty();
    return new CallSite(form, bare ? packed : null, plan);
  }

  /// Whether nothing that the code can reach has been changed.
  private boolean isCurrent(Class<?> type) {
    ClassSource source = ClassSource.of(type);
    return source == null || (plan != null && plan.isCurrent(source));
  }

  private static @Nullable MethodHandle formOf(Class<?> type) {
    try {
      Method replace = type.getDeclaredMethod("writeReplace");
      replace.setAccessible(true);
      return MethodHandles.lookup()
          .unreflect(replace)
          .asType(MethodType.methodType(Object.class, Object.class));
    } catch (ReflectiveOperationException | InaccessibleObjectException e) {
      return null;
    }
  }

  /// @return null if one of them is not small
  private static @Nullable Object @Nullable [] values(MethodHandle form, Object lambda) {
    Object replaced;
    try {
      replaced = (Object) form.invokeExact(lambda);
    } catch (Error | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      return null;
    }
    if (!(replaced instanceof SerializedLambda serialized)) {
      return null;
    }
    @Nullable Object[] values = new Object[serialized.getCapturedArgCount()];
    for (int i = 0; i < values.length; i++) {
      Object value = serialized.getCapturedArg(i);
      if (!isSmall(value)) {
        return null;
      }
      values[i] = value;
    }
    return values;
  }

  /// Whether it never changes, runs no code of the user's when it is written, and takes next to no
  /// time.
  public static boolean isSmall(@Nullable Object value) {
    return switch (value) {
      case null -> true;
      case Integer _, Long _, Double _, Boolean _, Float _, Short _, Byte _, Character _ -> true;
      case String text -> text.length() <= MOST_CHARS && !Names.isOfCell(text);
      default -> false;
    };
  }
}
