package org.muster.parallel.manager;

import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An object that is called through an interface.
final class ActorTarget implements Target {

  private final Object object;
  private final String type;
  private final Map<String, Method> methods = new HashMap<>();

  ActorTarget(Class<?> type, Object object) {
    this.object = object;
    this.type = type.getName();
    for (Method method : type.getMethods()) {
      if (!Modifier.isStatic(method.getModifiers())) {
        method.setAccessible(true); // the interface may be hidden in its package
        methods.put(key(method), method);
      }
    }
  }

  /// What a method is called in a request: another process may have another version of its class.
  static String key(Method method) {
    return method.getName()
        + MethodType.methodType(method.getReturnType(), method.getParameterTypes())
            .toMethodDescriptorString();
  }

  @Override
  public @Nullable Object invoke(Object operation, @Nullable Object[] arguments) throws Throwable {
    String key = (String) operation;
    if (key.equals(Core.TO_STRING)) {
      return object.toString();
    }
    Method method = methods.get(key);
    if (method == null) {
      throw new NoSuchMethodError(
          "the object was shared as a %s that has no method %s".formatted(type, key));
    }
    try {
      return method.invoke(object, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }
}
