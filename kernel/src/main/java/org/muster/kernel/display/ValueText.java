package org.muster.kernel.display;

import java.awt.image.RenderedImage;
import java.lang.reflect.Array;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.BaseStream;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.muster.kernel.eval.CellInterruptedError;
import org.muster.kernel.eval.CellRun;
import org.muster.kernel.eval.WrapperName;

/// Values as text, of bounded length whatever they are.
///
/// Arrays, and those collections, maps and records whose `toString` nobody has written, are written
/// here, in the form that the JDK has for them: no more than the first elements, each once inside
/// itself, to a certain depth. Anything else says itself what it is, and may fail at that.
final class ValueText {

  private static final int MOST_ELEMENTS = 100;
  private static final int DEEPEST = 30;

  /// As much as a screen full of lines; a front end is slow with more than some of it.
  static final int LONGEST = 100_000;

  private final StringBuilder text = new StringBuilder();
  private final Set<Object> inside = Collections.newSetFromMap(new IdentityHashMap<>());
  private final int longest;
  private long leftOut;

  private ValueText(int longest) {
    this.longest = longest;
  }

  static String of(@Nullable Object value) {
    return of(value, LONGEST);
  }

  /// The text, cut off behind so many characters.
  static String of(@Nullable Object value, int longest) {
    var writer = new ValueText(longest);
    writer.write(value);
    return cut(writer.text, longest, writer.leftOut);
  }

  /// A text that is no longer than it may be, saying how much of it is missing if that is much.
  static String cut(CharSequence text, int longest) {
    return cut(text, longest, 0);
  }

  private static String cut(CharSequence text, int longest, long leftOut) {
    if (text.length() <= longest && leftOut == 0) {
      return text.toString();
    }
    int most = Math.min(longest, text.length());
    int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
    String more =
        longest < LONGEST
            ? "…"
            : String.format(Locale.ROOT, "… %,d more characters", text.length() - end + leftOut);
    return text.subSequence(0, end) + more;
  }

  private void write(@Nullable Object value) {
    if (value == null || !isOurs(value)) {
      append(ofToString(value));
    } else if (inside.size() >= DEEPEST) {
      text.append('…');
    } else if (!inside.add(value)) {
      text.append("(itself)");
    } else {
      try {
        writeOurs(value);
      } finally {
        inside.remove(value);
      }
    }
  }

  private void writeOurs(Object value) {
    int before = text.length();
    try {
      switch (value) {
        case Map<?, ?> map -> elements(map.entrySet().iterator(), map.size(), "{", "}");
        case Collection<?> rows -> elements(rows.iterator(), rows.size(), "[", "]");
        case Map.Entry<?, ?> entry -> entry(entry);
        case Record row -> components(row);
        case Optional<?> optional -> {
          text.append("Optional[");
          write(optional.orElse(null));
          text.append(']');
        }
        default -> elements(ofArray(value), Array.getLength(value), "[", "]");
      }
    } catch (RuntimeException e) { // a collection that changes meanwhile, or fails
      passOn(e);
      text.setLength(before);
      append(ofToString(value));
    }
  }

  private void append(String part) {
    int most = Math.min(part.length(), longest);
    text.append(part, 0, most);
    leftOut += part.length() - most;
  }

  private void elements(Iterator<?> elements, int size, String open, String close) {
    text.append(open);
    int written = 0;
    while (written < MOST_ELEMENTS && text.length() <= longest && elements.hasNext()) {
      text.append(written == 0 ? "" : ", ");
      write(elements.next());
      written++;
    }
    if (size > written && (written == MOST_ELEMENTS || text.length() > longest)) {
      text.append(String.format(Locale.ROOT, ", … %,d more", size - written));
    }
    text.append(close);
  }

  private void entry(Map.Entry<?, ?> entry) {
    write(entry.getKey());
    text.append('=');
    write(entry.getValue());
  }

  private void components(Record row) {
    text.append(row.getClass().getSimpleName()).append('[');
    String separator = "";
    for (RecordComponent component : row.getClass().getRecordComponents()) {
      text.append(separator).append(component.getName()).append('=');
      write(Components.value(row, component));
      separator = ", ";
    }
    text.append(']');
  }

  private static Iterator<@Nullable Object> ofArray(Object array) {
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < Array.getLength(array);
      }

      @Override
      public @Nullable Object next() {
        return Array.get(array, next++);
      }
    };
  }

  /// Whether nobody has said how the value is to be written.
  private static boolean isOurs(Object value) {
    return switch (value) {
      case Optional<?> optional -> optional.isPresent();
      case Collection<?> _, Map<?, ?> _, Map.Entry<?, ?> _ -> isWrittenByJdk(value);
      case Record _ ->
          // The compiler's are final; who writes one leaves that out.
          Modifier.isFinal(toStringOf(value).getModifiers());
      default -> value.getClass().isArray();
    };
  }

  /// Whether it is the JDK that says how the value is written.
  static boolean isWrittenByJdk(Object value) {
    return Object.class.getModule().equals(toStringOf(value).getDeclaringClass().getModule());
  }

  /// Whether the value's text would be the name that JShell has for its class, and a number.
  private static boolean isNamedByJShell(Object value) {
    return WrapperName.isOfCell(value.getClass().getName())
        && toStringOf(value).getDeclaringClass().equals(Object.class);
  }

  private static java.lang.reflect.Method toStringOf(Object value) {
    try {
      return value.getClass().getMethod("toString");
    } catch (NoSuchMethodException e) {
      throw new AssertionError("every object has it", e);
    }
  }

  private static String ofToString(@Nullable Object value) {
    try {
      return switch (value) {
        case BaseStream<?, ?> stream -> streamType(stream) + ", not read: it can be read only once";
        case RenderedImage image when image.getClass().getModule().isNamed() ->
            "%s %d × %d"
                .formatted(Components.name(image.getClass()), image.getWidth(), image.getHeight());
        case null -> "null";
        case Object _ when isNamedByJShell(value) -> {
          String text = value.toString();
          yield Components.name(value.getClass()) + text.substring(text.lastIndexOf('@'));
        }
        default -> Objects.requireNonNullElse(value.toString(), "null"); // a user's may return it
      };
    } catch (RuntimeException | Error e) {
      passOn(e);
      return "%s (its toString() throws %s)".formatted(identity(value), sayable(e));
    }
  }

  /// Throws on what is no failure of a value: the cell was interrupted, or the JVM is at its end.
  static void passOn(Throwable thrown) {
    CellRun run = CellRun.ofThread();
    boolean isStopped =
        thrown instanceof CellInterruptedError || (run != null && run.isInterrupted());
    boolean isEnd =
        thrown instanceof VirtualMachineError && !(thrown instanceof StackOverflowError);
    if (thrown instanceof Error error && (isStopped || isEnd)) {
      throw error;
    }
    if (thrown instanceof RuntimeException exception && isStopped) {
      throw exception;
    }
  }

  /// An exception's text; its message may fail as well.
  static String sayable(Throwable thrown) {
    try {
      return thrown.toString();
    } catch (RuntimeException | StackOverflowError e) {
      return thrown.getClass().getName();
    }
  }

  private static String identity(@Nullable Object value) {
    return value == null
        ? "null"
        : Components.name(value.getClass())
            + "@"
            + Integer.toHexString(System.identityHashCode(value));
  }

  private static String streamType(BaseStream<?, ?> stream) {
    return switch (stream) {
      case IntStream _ -> "IntStream";
      case LongStream _ -> "LongStream";
      case DoubleStream _ -> "DoubleStream";
      default -> "Stream";
    };
  }
}
