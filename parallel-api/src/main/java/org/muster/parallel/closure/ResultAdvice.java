package org.muster.parallel.closure;

import java.io.Closeable;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.Spliterator;
import java.util.concurrent.ExecutorService;

/// What the user does instead whose task has returned something that stays in the worker: what was
/// made inside the task already cannot be made there instead, so it is turned into what travels.
final class ResultAdvice {

  private ResultAdvice() {}

  /// The advice for a result, or a part of one.
  ///
  /// @param sent what one would say of it in front of the task, where that fits both ways
  static Advice of(Object object, Advice sent) {
    Class<?> type = object.getClass();
    if (Types.isA(type, "java.awt.Image")) {
      return with(
          sent,
          """
          Return its file as bytes, as `ImageIO.write(image, "png", bytes)` writes them, or its \
          pixels: `image.getRGB(0, 0, width, height, null, 0, width)`.\
          """);
    }
    if (Types.isA(type, "java.sql.Wrapper") || Types.isA(type, "java.sql.Driver")) {
      return with(sent, "Return what it reads: rows as records or lists.");
    }
    return switch (object) {
      case Thread _, ThreadGroup _, ExecutorService _ ->
          with(
              sent,
              "A thread stays in its JVM: wait for it inside the task, and return what it computed.");
      case Closeable _ ->
          with(sent, "It is open in the worker only: return what it reads, as bytes or lines.");
      case Iterator<?> _ when isOfJdk(type) -> iterator(sent);
      case Spliterator<?> _ when isOfJdk(type) -> iterator(sent);
      case Enumeration<?> _ when isOfJdk(type) -> iterator(sent);
      default -> sent;
    };
  }

  private static Advice iterator(Advice sent) {
    return with(sent, "An iterator goes on in one JVM only: return the collection.");
  }

  private static Advice with(Advice sent, String remedy) {
    return new Advice(sent.problem(), remedy);
  }

  private static boolean isOfJdk(Class<?> type) {
    return type.getName().startsWith("java.");
  }
}
