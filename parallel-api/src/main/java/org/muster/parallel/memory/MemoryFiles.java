package org.muster.parallel.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.muster.parallel.memory.SharedSegment.Mapping;

/// Linux: files in memory without a name, found through `/proc/<pid>/fd`.
final class MemoryFiles implements SegmentFiles {

  /// What `/proc` shows for one of ours; the part in brackets is the label that we gave it.
  private static final Pattern LINK =
      Pattern.compile("/memfd:(muster:([-0-9a-f]{36}):([^ :]*)) \\(deleted\\)");

  private static String label(UUID id, String name) {
    return "muster:%s:%s".formatted(id, ObjectName.encode(name));
  }

  @Override
  public Mapping create(UUID id, String name, long bytes) throws IOException {
    return map(Linux.createMemoryFile(label(id, name), bytes), bytes);
  }

  @Override
  public Mapping open(UUID id, long pid, int descriptor) throws IOException {
    int own = Linux.open(file(pid, Integer.toString(descriptor)).toString());
    long size;
    try {
      // A descriptor's number is used again once it was closed.
      String link = Files.readSymbolicLink(file(SharedSegment.PID, "" + own)).toString();
      Matcher ours = LINK.matcher(link);
      if (!ours.matches() || !ours.group(2).equals(id.toString())) {
        throw new IOException("process %d has closed it".formatted(pid));
      }
      size = Linux.size(own);
    } catch (IOException e) {
      Linux.close(own);
      throw e;
    }
    return map(own, size);
  }

  private static Mapping map(int descriptor, long bytes) throws IOException {
    long address;
    try {
      address = Linux.map(descriptor, bytes);
    } catch (IOException e) {
      Linux.close(descriptor);
      throw e;
    }
    Arena arena = Arena.ofShared();
    return new Mapping(
        arena, segment(address, bytes, arena), descriptor, new Release(address, bytes, descriptor));
  }

  @SuppressWarnings("restricted") // the mapping is there, and that large
  private static MemorySegment segment(long address, long bytes, Arena arena) {
    return MemorySegment.ofAddress(address).reinterpret(bytes, arena, null);
  }

  private record Release(long address, long bytes, int descriptor) implements Runnable {
    @Override
    public void run() {
      Linux.unmap(address, bytes);
      Linux.close(descriptor);
    }
  }

  private static Path file(long pid, String descriptor) {
    return Path.of("/proc", Long.toString(pid), "fd", descriptor);
  }

  @Override
  public Stream<Found> all() {
    ProcessHandle self = ProcessHandle.current();
    Stream<Supplier<Stream<ProcessHandle>>> nearToFar =
        Stream.of(
            () -> Stream.of(self),
            () -> self.parent().stream(),
            () -> self.parent().stream().flatMap(ProcessHandle::descendants),
            self::descendants,
            ProcessHandle::allProcesses);
    return nearToFar
        .flatMap(Supplier::get)
        .mapToLong(ProcessHandle::pid)
        .distinct()
        .boxed()
        .flatMap(pid -> of(pid).stream());
  }

  private static List<Found> of(long pid) {
    List<Found> found = new ArrayList<>();
    try (var files = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "fd"))) {
      for (Path file : files) {
        Matcher ours = LINK.matcher(link(file));
        if (ours.matches()) {
          found.add(
              new Found(
                  UUID.fromString(ours.group(2)),
                  ObjectName.decode(ours.group(3)),
                  file,
                  pid,
                  Integer.parseInt(file.getFileName().toString())));
        }
      }
    } catch (IOException | DirectoryIteratorException | UncheckedIOException e) {
      return found; // another user's, or it has just ended
    }
    return found;
  }

  private static String link(Path file) {
    try {
      return Files.readSymbolicLink(file).toString();
    } catch (IOException e) {
      return ""; // closed meanwhile
    }
  }
}
