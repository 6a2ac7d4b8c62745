package org.muster.parallel.codec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the values of one type are written, which are parts of records.
///
/// A part is value-like: nobody can tell a copy of it from itself, other than by `==`.
interface Part {

  /// Writes a value.
  ///
  /// @return false if this one has no packed form, such as an object of a subclass; then nothing
  ///   that was written counts
  boolean write(@Nullable Object value, PartWriter out);

  /// Reads a value.
  ///
  /// @throws IllegalArgumentException if the bytes make no value of this type
  @Nullable Object read(PartReader in);

  /// What both sides have to agree about.
  String signature();

  /// Adds the classes of the values that have to be known where they are read, the first being that
  /// of the part itself.
  default void addTypes(List<Object> types) {}
}
