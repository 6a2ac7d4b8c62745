package org.muster.parallel.closure;

import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/// Looks into lambdas.
final class LambdaForm {

  private LambdaForm() {}

  /// What a lambda is made of, or null if it does not show that.
  static @Nullable SerializedLambda of(Object lambda) {
    if (!(lambda instanceof Serializable)) {
      return null;
    }
    try {
      Method replace = lambda.getClass().getDeclaredMethod("writeReplace");
      replace.setAccessible(true);
      return replace.invoke(lambda) instanceof SerializedLambda form ? form : null;
    } catch (ReflectiveOperationException | InaccessibleObjectException e) {
      return null;
    }
  }
}
