package org.muster.parallel.closure;

import java.io.NotSerializableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.TaskNotSerializableException;
import org.muster.parallel.closure.Place.Origin;

/// Says why something cannot travel: which variable or captured local, of which type, from which
/// cell, how the task comes to it, where in its value the trouble is, and what to do.
final class Refusal {

  private final Subject subject;
  private final Place start;

  /// @param variable the one that was being written, or null if it was the root
  Refusal(Subject subject, @Nullable Object root, @Nullable Variable variable) {
    this.subject = subject;
    this.start =
        variable == null
            ? new Place(
                new Origin.Whole(subject.expression()), subject.expression(), whole(subject, root))
            : new Place(origin(variable.use()), variable.use().displayName(), variable.value());
  }

  /// One item is put at a time.
  private static @Nullable Object whole(Subject subject, @Nullable Object root) {
    return subject == Subject.SHARED && root instanceof Object[] items && items.length == 1
        ? items[0]
        : root;
  }

  private static Origin origin(Footprint.Use use) {
    return new Origin.OfNotebook(use.displayName(), use.cell(), use.chain());
  }

  /// The refusal for this failure of the stream.
  TaskNotSerializableException because(Throwable failure) {
    if (failure instanceof NotSerializableException e && e.getMessage() != null) {
      String className = e.getMessage().lines().findFirst().orElse("");
      Place found = find(object -> object.getClass().getName().equals(className));
      return found != null
          ? refuse(found, Advice.of(found, subject), failure)
          : refuse(start, Advice.ofHidden(start, Names.type(className), subject), failure);
    }
    return refuse(start, Advice.ofFailure(failure), failure);
  }

  /// The refusals for these objects, as far as they can be found from here.
  List<TaskNotSerializableException> of(Set<Object> troubles) {
    List<TaskNotSerializableException> refusals = new ArrayList<>();
    for (Object trouble : troubles) {
      Place found = find(object -> isSame(object, trouble));
      if (found != null) {
        refusals.add(refuse(found, Advice.of(found, subject), null));
      }
    }
    return refusals;
  }

  @SuppressWarnings("ReferenceEquality") // this very object
  private static boolean isSame(Object one, Object other) {
    return one == other;
  }

  /// Refuses if this lock is reached through objects of the user; a collection of the JDK may have
  /// one for itself.
  void ifReachable(Object synchronizer) {
    Place found = find(object -> isSame(object, synchronizer));
    if (found != null) {
      throw refuse(found, Advice.of(found, subject), null);
    }
  }

  /// The refusal for an object that leads back to itself.
  @SuppressWarnings("ReferenceEquality") // this very object
  TaskNotSerializableException of(CycleFinder.Cycle cycle) {
    Place found = find(object -> object == cycle.object());
    Place place = found == null ? start : found;
    String path = place.expression() + cycle.path();
    Advice advice =
        new Advice(
            """
            , which leads back to itself through `%s`: %s, so no worker can restore that\
            """
                .formatted(path, cycle.advice().problem()),
            cycle.advice().remedy());
    return refuse(place, path, advice, null);
  }

  private @Nullable Place find(Predicate<Object> isTrouble) {
    return new PathFinder(isTrouble).from(start);
  }

  private TaskNotSerializableException refuse(
      Place place, Advice advice, @Nullable Throwable cause) {
    return refuse(place, place.expression(), advice, cause);
  }

  private TaskNotSerializableException refuse(
      Place place, String path, Advice advice, @Nullable Throwable cause) {
    Origin origin = place.origin();
    Object object = place.object();
    String type = object == null ? "null" : Names.type(object.getClass());
    String message =
        subject.refusal()
            + introduce(origin, place.isOrigin() ? type : "")
            + (place.isOrigin() ? "" : "`%s` is %s".formatted(place.expression(), a(type)))
            + advice.problem()
            + ". "
            + advice.remedy();
    int cell =
        switch (origin) {
          case Origin.Whole _ -> 0;
          case Origin.OfNotebook variable -> variable.cell();
          case Origin.Captured capture -> capture.cell();
        };
    List<String> chain =
        switch (origin) {
          case Origin.Whole _ -> List.of();
          case Origin.OfNotebook variable -> variable.chain();
          case Origin.Captured capture -> List.of(capture.by());
        };
    return new TaskNotSerializableException(message, origin.name(), path, type, cell, chain, cause);
  }

  /// @param type of the origin, or empty if the trouble is inside it
  private static String introduce(Origin origin, String type) {
    String link = type.isEmpty() ? ", and " : "";
    return switch (origin) {
      case Origin.Whole _ -> type.isEmpty() ? "" : "it is " + a(type);
      case Origin.Captured(String name, _, String by) ->
          "%s captures `%s`%s%s".formatted(by, name, inBrackets(type), link);
      case Origin.OfNotebook(String name, int cell, List<String> chain) -> {
        String declared = cell == 0 ? "" : "declared in cell [%d]".formatted(cell);
        String separator = type.isEmpty() || declared.isEmpty() ? "" : ", ";
        yield "it uses `%s`%s%s%s"
            .formatted(
                name,
                inBrackets(type + separator + declared),
                chain.size() < 2 ? "" : " through " + String.join(" → ", chain),
                link);
      }
    };
  }

  private static String inBrackets(String text) {
    return text.isEmpty() ? "" : " (" + text + ")";
  }

  private static String a(String type) {
    if (type.startsWith("a ") || type.startsWith("an ")) {
      return type;
    }
    String simple = type.substring(type.lastIndexOf('.') + 1);
    return ("AEIOUaeiou".indexOf(simple.charAt(0)) >= 0 && type.equals(simple) ? "an " : "a ")
        + type;
  }
}
