package org.muster.kernel;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/// SIGINT interrupts the running cell instead of ending the process.
///
/// Front ends use the control channel, as the kernelspec asks; a Ctrl-C in the terminal from which
/// one was started still reaches the kernel as a signal.
final class Signals {

  private Signals() {}

  /// Installs the handler; does nothing on a JVM without `sun.misc.Signal`, which has no other way.
  static void onInterrupt(Runnable action) {
    try {
      // By reflection: javac warns of the class and has no way to be told otherwise.
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object onSignal =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> called(action, proxy, method, arguments));
      var _ =
          signal
              .getMethod("handle", signal, handler)
              .invoke(null, signal.getConstructor(String.class).newInstance("INT"), onSignal);
    } catch (ReflectiveOperationException e) {
      if (e instanceof InvocationTargetException target
          && target.getCause() instanceof Error error) {
        throw error;
      }
    }
  }

  @SuppressWarnings("ReferenceEquality") // a proxy is equal to itself only
  private static @Nullable Object called(
      Runnable action, Object proxy, Method method, Object @Nullable [] arguments) {
    return switch (method.getName()) {
      case "handle" -> {
        action.run();
        yield null;
      }
      case "equals" -> arguments != null && proxy == arguments[0];
      case "hashCode" -> System.identityHashCode(proxy);
      default -> "SIGINT handler";
    };
  }
}
