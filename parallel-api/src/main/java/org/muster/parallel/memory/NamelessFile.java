package org.muster.parallel.memory;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// An open file whose name is taken away, so that nothing is left of it whatever ends the processes
/// that have it open. Other processes of the same user open it through the one that has it.
///
/// Linux only. For files that Java has opened: [MemoryFiles] knows the descriptors of its own.
final class NamelessFile {

  private static final Path PROCESSES = Path.of("/proc");
  private static final Path OPEN_HERE = PROCESSES.resolve("self").resolve("fd");

  private NamelessFile() {}

  /// Takes away the name of a file that this process has open.
  ///
  /// @return where other processes find it as long as this one has it open; the name, and the file
  ///   keeps it, where the system does not show open files
  static Path of(Path named) throws IOException {
    Path descriptor = descriptorOf(named);
    if (descriptor == null) {
      return named;
    }
    Files.delete(named);
    long pid = ProcessHandle.current().pid();
    return PROCESSES.resolve("%d/fd/%s".formatted(pid, descriptor.getFileName()));
  }

  /// Whether a file is of those that have no name.
  static boolean isOne(Path file) {
    return file.startsWith(PROCESSES);
  }

  private static @Nullable Path descriptorOf(Path named) throws IOException {
    Path real = named.toRealPath();
    try (var all = Files.newDirectoryStream(OPEN_HERE)) {
      for (Path descriptor : all) {
        if (real.equals(target(descriptor))) {
          return descriptor;
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // No such folder: another system.
    }
    return null;
  }

  private static @Nullable Path target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor);
    } catch (IOException e) {
      return null; // closed meanwhile
    }
  }
}
