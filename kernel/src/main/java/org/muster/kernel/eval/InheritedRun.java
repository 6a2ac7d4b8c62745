package org.muster.kernel.eval;

import java.lang.ref.Reference;
import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/// Looks up, for any thread, what it has inherited in an [InheritableThreadLocal].
///
/// Java lets a thread ask this only of itself. The kernel's manifest opens `java.lang` to it; where
/// that is closed, or looks otherwise, nothing is known of any thread.
///
/// **Threads.** May be used from any thread. A thread inherits before it starts, and rarely gets
/// another value later: whoever looks at that very moment sees either.
final class InheritedRun {

  private record Fields(Field locals, Field table, Field value) {}

  private static final @Nullable Fields FIELDS = fields();

  private InheritedRun() {}

  /// Whether [#of] can know anything.
  static boolean isKnown() {
    return FIELDS != null;
  }

  /// The run that a thread has inherited, or null.
  static @Nullable CellRun of(Thread thread, InheritableThreadLocal<CellRun> local) {
    Fields fields = FIELDS;
    if (fields == null) {
      return null;
    }
    try {
      Object locals = fields.locals.get(thread);
      Object[] table = locals == null ? null : (Object[]) fields.table.get(locals);
      if (table != null) {
        for (Object entry : table) {
          if (entry instanceof Reference<?> key
              && local.equals(key.get())
              && fields.value.get(entry) instanceof CellRun run) {
            return run;
          }
        }
      }
    } catch (IllegalAccessException e) {
      throw new AssertionError("they were made accessible", e);
    }
    return null;
  }

  private static @Nullable Fields fields() {
    try {
      Class<?> map = Class.forName("java.lang.ThreadLocal$ThreadLocalMap");
      Class<?> entry = Class.forName("java.lang.ThreadLocal$ThreadLocalMap$Entry");
      return new Fields(
          accessible(Thread.class, "inheritableThreadLocals"),
          accessible(map, "table"),
          accessible(entry, "value"));
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null;
    }
  }

  private static Field accessible(Class<?> type, String name) throws ReflectiveOperationException {
    Field field = type.getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }
}
