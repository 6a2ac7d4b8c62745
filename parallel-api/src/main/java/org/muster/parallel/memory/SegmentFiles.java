package org.muster.parallel.memory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import java.util.stream.Stream;
import org.muster.parallel.memory.SharedSegment.Mapping;

/// How this system keeps memory that processes share, and finds it again.
interface SegmentFiles {

  /// The way of this system: the one place where that is chosen.
  SegmentFiles HERE = Linux.AVAILABLE ? new MemoryFiles() : new TemporaryFiles();

  /// A segment that can be opened.
  ///
  /// @param name that its maker gave it, or empty
  /// @param file to read it by
  /// @param pid of a process that has it
  /// @param descriptor in that process, or -1
  record Found(UUID id, String name, Path file, long pid, int descriptor) {}

  /// A new file, mapped, all zero. Others can find it before it has its size.
  Mapping create(UUID id, String name, long bytes) throws IOException;

  /// Maps a segment that a process has.
  ///
  /// @throws IOException if that process does not have it or is not there
  Mapping open(UUID id, long pid, int descriptor) throws IOException;

  /// All segments of this user's processes, those of processes near this one first; a segment shows
  /// once for every process that has it. Looks further only as long as somebody asks for more.
  Stream<Found> all();
}
