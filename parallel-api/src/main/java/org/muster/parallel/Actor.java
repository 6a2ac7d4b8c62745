package org.muster.parallel;

import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.manager.Travelling;

/// Stands for an object that a manager shares, in each process.
///
/// @param type the interface that it is called through
record Actor(Manager manager, Class<?> type, long number) implements InvocationHandler {

  /// @throws IllegalArgumentException if the type is no interface that an object can stand in for
  static void check(Class<?> type, Object object) {
    Objects.requireNonNull(object, "there is no object to share");
    if (!type.isInterface() || type.isAnnotation() || type.isSealed()) {
      String what =
          type.isAnnotation()
              ? "an annotation"
              : type.isInterface() ? "a sealed interface" : "a class";
      throw new IllegalArgumentException(
          """
          a manager shares an object through an interface, and %s is %s. Declare an interface with \
          the methods that other processes call, let the class implement it, and pass the \
          interface.\
          """
              .formatted(type.getSimpleName(), what));
    }
    if (!type.isInstance(object)) {
      throw new IllegalArgumentException(
          "%s does not implement %s".formatted(object.getClass().getName(), type.getName()));
    }
  }

  /// The one of this process.
  static <I> I of(Manager manager, Class<I> type, long number) {
    ClassLoader loader = type.getClassLoader();
    if (loader == null || !knowsUs(loader)) {
      loader = Actor.class.getClassLoader();
    }
    Class<?>[] types = {type, Travelling.class};
    Object made = Proxy.newProxyInstance(loader, types, new Actor(manager, type, number));
    return manager.known(number, type, type.cast(made));
  }

  private static boolean knowsUs(ClassLoader loader) {
    try {
      return Class.forName(Travelling.class.getName(), false, loader) == Travelling.class;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] given)
      throws Throwable {
    @Nullable Object[] arguments = given == null ? new Object[0] : given;
    if (method.getDeclaringClass() == Travelling.class) {
      manager.block.checkOpen();
      Serializable handle = new ManagedHandle(manager, number, ManagedHandle.Kind.ACTOR, type);
      return handle;
    }
    String name = method.getName();
    if (arguments.length == 0 && name.equals("toString")) {
      return text();
    }
    if (arguments.length == 0 && name.equals("hashCode")) {
      return hashCode();
    }
    if (isEquals(method)) {
      return proxy == arguments[0];
    }
    return manager.core().call(number, method, arguments);
  }

  private static boolean isEquals(Method method) {
    return method.getName().equals("equals")
        && method.getParameterCount() == 1
        && method.getParameterTypes()[0] == Object.class;
  }

  /// What the object says of itself, or what this is if nobody can ask it.
  private String text() {
    try {
      return manager.core().text(number);
    } catch (IllegalStateException e) {
      return "%s of the %s".formatted(type.getSimpleName(), manager);
    }
  }

  @Override
  public int hashCode() {
    return manager.block.id().hashCode() * 31 + Long.hashCode(number);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Actor actor && actor.manager == manager && actor.number == number;
  }
}
