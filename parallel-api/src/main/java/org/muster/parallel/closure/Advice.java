package org.muster.parallel.closure;

import java.io.Closeable;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.Spliterator;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.stream.BaseStream;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.spi.ClassSource;

/// What is wrong with a kind of object, and what its user does instead.
///
/// @param problem goes on after the name of the object
/// @param remedy one or two sentences
record Advice(String problem, String remedy) {

  private static final String NOT_SERIALIZABLE = ", which is not Serializable";

  /// For an object that was found.
  ///
  /// @param subject what it was to travel in
  static Advice of(Place place, Subject subject) {
    Object object = place.object();
    if (object == null) {
      return ofHidden(place, "null", subject);
    }
    Advice sent = ofObject(place, object, subject);
    return subject == Subject.RESULT ? ResultAdvice.of(object, sent) : sent;
  }

  private static Advice ofObject(Place place, Object object, Subject subject) {
    Class<?> type = object.getClass();
    String name = place.expression();
    if (Synchronizers.isLock(object)) {
      return new Advice(
          ", and a copy of it in a worker would lock nothing here",
          """
          Return what is to be guarded and combine it here; a `%s` that all workers share is not in \
          this version yet.\
          """
              .formatted(object instanceof Semaphore ? "SharedSemaphore" : "SharedLock"));
    }
    if (Names.isLambda(type)) {
      return ofLambda(type);
    }
    if (Types.isA(type, "java.sql.Wrapper") || Types.isA(type, "java.sql.Driver")) {
      return new Advice(
          Synchronizers.isOne(object) ? ", which is open in this process only" : NOT_SERIALIZABLE,
          "Open one in each worker: `WorkerLocal.withInitial(() -> …)` makes it there at first use.");
    }
    return switch (object) {
      case Thread _, ThreadGroup _, ExecutorService _ ->
          new Advice(NOT_SERIALIZABLE, "A thread stays in its JVM: start it inside the task.");
      case BaseStream<?, ?> _ ->
          new Advice(
              NOT_SERIALIZABLE, "A stream can be read only once, and only here: collect it first.");
      case Closeable _ ->
          new Advice(
              NOT_SERIALIZABLE,
              """
              Open it inside the task, or once in each worker with \
              `WorkerLocal.withInitial(() -> …)`, and send what is needed to open it.\
              """);
      case Iterator<?> _ when isForeign(type) -> ofIterator();
      case Spliterator<?> _ when isForeign(type) -> ofIterator();
      case Enumeration<?> _ when isForeign(type) -> ofIterator();
      default -> ofType(name, type, subject);
    };
  }

  private static Advice ofIterator() {
    return new Advice(
        NOT_SERIALIZABLE,
        "An iterator goes on in one JVM only: send the collection, and begin inside the task.");
  }

  private static boolean isForeign(Class<?> type) {
    return type.getName().startsWith("java.");
  }

  private static Advice ofLambda(Class<?> type) {
    String owner = Names.withoutLambda(type);
    if (owner.startsWith("java.")) {
      return new Advice(
          NOT_SERIALIZABLE,
          "It was made inside the JDK: write a lambda of your own that does the same.");
    }
    Class<?> function = type.getInterfaces().length == 0 ? type : type.getInterfaces()[0];
    return new Advice(
        NOT_SERIALIZABLE,
        """
        Where it is written, give it the type `Task`, or cast it: `(%s & Serializable)`. If a \
        library made it, write a lambda of your own that does the same.\
        """
            .formatted(function.getSimpleName()));
  }

  private static Advice ofType(String name, Class<?> type, Subject subject) {
    Class<?> lossy = lossySuperclass(type);
    if (ClassSource.of(type) != null && lossy != null) {
      return new Advice(
          """
          , whose superclass %s is not Serializable: Java would lose what it holds\
          """
              .formatted(Names.type(lossy)),
          """
          Keep a %s in a transient field instead of extending it, or %s.\
          """
              .formatted(lossy.getSimpleName(), instead(name, subject)));
    }
    boolean isUsers = !type.getName().startsWith("java.") && !type.getName().startsWith("javax.");
    boolean canBe = isUsers && !type.isHidden();
    String instead = instead(name, subject);
    return new Advice(
        NOT_SERIALIZABLE,
        canBe
            ? "Declare `%s implements Serializable`, or %s.".formatted(Names.type(type), instead)
            : capitalized(instead) + ".");
  }

  /// What the user does without the object.
  private static String instead(String name, Subject subject) {
    return subject == Subject.RESULT
        ? "return its data instead: bytes, an array, a collection or a record"
        : "create `%s` inside the task".formatted(name);
  }

  private static String capitalized(String sentence) {
    return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
  }

  /// The superclass for which [CellTransform] left the class alone.
  private static @Nullable Class<?> lossySuperclass(Class<?> type) {
    Class<?> superclass = type.getSuperclass();
    while (superclass != null && ClassSource.of(superclass) != null) {
      superclass = superclass.getSuperclass();
    }
    return superclass == null || superclass == Object.class ? null : superclass;
  }

  /// For an object that the stream met but that is out of sight.
  static Advice ofHidden(Place start, String type, Subject subject) {
    return new Advice(
        ", and something in it is a %s%s".formatted(type, NOT_SERIALIZABLE),
        capitalized(instead(start.expression(), subject)) + ".");
  }

  /// For anything else that went wrong while the stream was written.
  static Advice ofFailure(Throwable failure) {
    return failure instanceof StackOverflowError
        ? new Advice(
            ", whose objects are linked too deep for Java serialization",
            "Put them into a list or an array.")
        : new Advice(", and writing it failed with %s".formatted(failure), "See the cause.");
  }
}
