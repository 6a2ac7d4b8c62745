package org.muster.parallel.memory;

/// A kind of shared object: what it is called, and how one is made of a block of memory.
///
/// To be implemented by an enum, usually of one constant: a handle names the constant, and the JVM
/// that gets the handle has the same.
///
/// @param <T> the type of the objects
public interface SharedKind<T> {

  /// What messages call it, such as "SharedArray of doubles"; at most 60 ASCII characters. Two
  /// kinds never have the same title: attaching compares titles.
  String title();

  /// The object over this block: in the process that makes it, where [SharedBlock#isNew] says so
  /// and the memory is all zero, and later in each process that gets a handle. Called at most a few
  /// times for a block in a process; all but one of the objects are then dropped, so it only keeps
  /// the block and, if it is new, writes what the memory starts with.
  T open(SharedBlock block);
}
