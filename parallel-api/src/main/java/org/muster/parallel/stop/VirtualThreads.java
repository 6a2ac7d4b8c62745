package org.muster.parallel.stop;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The virtual threads of this JVM. It keeps a list of them for thread dumps, which the kernel's
/// manifest and the workers' options give access to; where there is none, or it looks otherwise,
/// there seem to be none.
///
/// **Threads.** May be used from any thread.
public final class VirtualThreads {

  /// Threads are listed by what has started them: the root itself, executors, task scopes.
  private record Access(Object root, Method children, Method threads, Field carrier) {}

  private static final @Nullable Access ACCESS = access();

  private VirtualThreads() {}

  /// All that are alive now.
  public static Stream<Thread> all() {
    Access access = ACCESS;
    return access == null ? Stream.empty() : in(access, access.root);
  }

  /// Whether a virtual thread is on a processor, rather than waiting for something or for its turn.
  public static boolean isMounted(Thread virtual) {
    try {
      return ACCESS != null && ACCESS.carrier.get(virtual) != null;
    } catch (IllegalAccessException e) {
      throw new AssertionError("it was made accessible", e);
    }
  }

  private static Stream<Thread> in(Access access, Object container) {
    Stream<?> own = (Stream<?>) call(access.threads, container);
    Stream<?> children = (Stream<?>) call(access.children, container);
    return Stream.concat(
        own.map(Thread.class::cast).filter(Thread::isVirtual),
        children.flatMap(child -> in(access, child)));
  }

  private static Object call(Method method, Object container) {
    try {
      return method.invoke(container);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("it only lists", e);
    }
  }

  private static @Nullable Access access() {
    try {
      Class<?> container = Class.forName("jdk.internal.vm.ThreadContainer");
      Method root = Class.forName("jdk.internal.vm.ThreadContainers").getMethod("root");
      Field carrier = Class.forName("java.lang.VirtualThread").getDeclaredField("carrierThread");
      carrier.setAccessible(true);
      return new Access(
          root.invoke(null),
          container.getMethod("children"),
          container.getMethod("threads"),
          carrier);
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null;
    }
  }
}
