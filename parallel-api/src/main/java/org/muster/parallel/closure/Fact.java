package org.muster.parallel.closure;

/// What an instruction of a cell's method does to other cell classes. Names are internal; what only
/// concerns the JDK is left out.
sealed interface Fact {

  /// Calls exactly this method, or the one inherited under this name.
  record Call(String owner, String name, String type) implements Fact {}

  /// Calls this method or one that overrides it.
  record VirtualCall(String owner, String name, String type) implements Fact {}

  record ReadStatic(String owner, String name) implements Fact {}

  record WriteStatic(String owner, String name) implements Fact {}

  /// Holds the class of this type, as in `Flight.class` or by its name.
  record Mention(String type) implements Fact {}

  /// Looks up methods or constructors by reflection: which, nobody can tell from the bytecode.
  record Reflect() implements Fact {}

  /// Finds a class by a name that may be put together while the task runs.
  record FindClass() implements Fact {}

  /// Makes an object of this type; for a lambda, of its interface.
  record Create(String type) implements Fact {}
}
