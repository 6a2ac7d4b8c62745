package org.muster.parallel.closure;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// An object, and where the user finds it.
///
/// @param origin what the path begins with
/// @param expression the path as Java would have it, nearly: `orders[3].connection`
/// @param object what is there
record Place(Origin origin, String expression, @Nullable Object object) {

  /// What a path begins with.
  sealed interface Origin {

    /// As the user calls it.
    String name();

    /// The task, the items or the result itself.
    record Whole(String name) implements Origin {}

    /// A notebook variable, or a static of a type.
    record OfNotebook(String name, int cell, List<String> chain) implements Origin {}

    /// A local variable that a lambda captured.
    ///
    /// @param by the lambda
    record Captured(String name, int cell, String by) implements Origin {}
  }

  boolean isOrigin() {
    return expression.equals(origin.name());
  }

  Place inside(String step, @Nullable Object part) {
    return new Place(origin, expression + step, part);
  }
}
