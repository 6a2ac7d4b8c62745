package org.muster.parallel.jobs;

import java.util.Iterator;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.Pool;
import org.muster.parallel.spi.Host;

/// Who called a method of a pool. Where that is in the notebook is looked up when somebody asks:
/// while a cell runs, its lines are not known yet.
///
/// @param method of the pool
/// @param frame the line that called it, or null if that cannot be known
record Caller(String method, @Nullable StackTraceElement frame) {

  private static final StackWalker STACK = StackWalker.getInstance();

  private static final String OWN_PACKAGE = Caller.class.getPackageName() + ".";
  private static final String POOL = Pool.class.getName();
  private static final String JOB_POOL = JobPool.class.getName();

  /// The caller of the pool's method that the calling thread is in.
  static Caller here() {
    return STACK.walk(Caller::find);
  }

  private static Caller find(Stream<StackWalker.StackFrame> frames) {
    String method = "a task";
    for (Iterator<StackWalker.StackFrame> i = frames.iterator(); i.hasNext(); ) {
      StackWalker.StackFrame frame = i.next();
      String type = frame.getClassName();
      if (type.equals(POOL) || type.equals(JOB_POOL)) {
        method = frame.getMethodName();
      } else if (!type.startsWith(OWN_PACKAGE) && !type.startsWith("java.")) {
        return new Caller(method, frame.toStackTraceElement());
      }
    }
    return new Caller(method, null);
  }

  boolean isSameLineAs(Caller other) {
    return method.equals(other.method) && Objects.equals(frame, other.frame);
  }

  /// As in `map in cell [3], line 2`.
  String text() {
    StackTraceElement at = frame;
    if (at == null) {
      return method;
    }
    Host.Place place = Host.current().placeOf(at);
    if (place != null) {
      return place.line() == 0
          ? "%s in cell [%d]".formatted(method, place.cell())
          : "%s in cell [%d], line %d".formatted(method, place.cell(), place.line());
    }
    return at.getFileName() == null
        ? method
        : "%s at %s:%d".formatted(method, at.getFileName(), at.getLineNumber());
  }
}
