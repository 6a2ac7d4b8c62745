package org.muster.parallel.closure;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/// Makes the lambdas of a [CallSite] again, in a worker.
public final class LambdaFactory {

  private final Object example;
  private final SerializedLambda form;
  private final Class<?> capturing;
  private final MethodHandle remake;

  private LambdaFactory(
      Object example, SerializedLambda form, Class<?> capturing, MethodHandle remake) {
    this.example = example;
    this.form = form;
    this.capturing = capturing;
    this.remake = remake;
  }

  /// Makes lambdas like this one.
  ///
  /// @throws UnpackException if it is no lambda that can be made again
  public static LambdaFactory like(Object example) {
    try {
      SerializedLambda form = LambdaForm.of(example);
      if (form == null) {
        throw new IllegalArgumentException("not a lambda: " + example.getClass().getName());
      }
      Class<?> capturing =
          Class.forName(
              form.getCapturingClass().replace('/', '.'),
              false,
              example.getClass().getClassLoader());
      Method method = capturing.getDeclaredMethod("$deserializeLambda$", SerializedLambda.class);
      method.setAccessible(true);
      MethodHandle remake =
          MethodHandles.lookup()
              .unreflect(method)
              .asType(MethodType.methodType(Object.class, SerializedLambda.class));
      return new LambdaFactory(example, form, capturing, remake);
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new UnpackException("cannot make lambdas of " + example.getClass().getName(), e);
    }
  }

  /// Makes one.
  ///
  /// @param values what it captured
  public Object make(@Nullable Object[] values) {
    if (values.length == 0) {
      return example;
    }
    var one =
        new SerializedLambda(
            capturing,
            form.getFunctionalInterfaceClass(),
            form.getFunctionalInterfaceMethodName(),
            form.getFunctionalInterfaceMethodSignature(),
            form.getImplMethodKind(),
            form.getImplClass(),
            form.getImplMethodName(),
            form.getImplMethodSignature(),
            form.getInstantiatedMethodType(),
            values);
    try {
      return (Object) remake.invokeExact(one);
    } catch (Error | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new UnpackException("cannot make a lambda again", e);
    }
  }
}
