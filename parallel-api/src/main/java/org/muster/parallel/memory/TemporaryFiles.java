package org.muster.parallel.memory;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.muster.parallel.jvm.ThisJvm;
import org.muster.parallel.memory.SharedSegment.Mapping;

/// Systems without memory files: files of the temporary folder that only their user may read. The
/// maker's number is in the name. Its maker deletes a file when it closes it and when it ends;
/// those of makers that were killed are deleted by the next one that makes a segment.
final class TemporaryFiles implements SegmentFiles {

  private static final Pattern FILE =
      Pattern.compile("muster-([-0-9a-f]{36})-(\\d+)-([^:]*)\\.shared");

  private static final Path FOLDER = Path.of(ThisJvm.property("java.io.tmpdir", "."));

  @Override
  public Mapping create(UUID id, String name, long bytes) throws IOException {
    deleteAbandoned();
    Path file =
        FOLDER.resolve(
            "muster-%s-%d-%s.shared".formatted(id, SharedSegment.PID, ObjectName.encode(name)));
    Files.createFile(file, ownerOnly());
    file.toFile().deleteOnExit();
    try {
      return map(file, bytes, true);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  /// On systems that know owners by another way than POSIX the temporary folder is the user's own.
  private static FileAttribute<?>[] ownerOnly() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  @Override
  public Mapping open(UUID id, long pid, int descriptor) throws IOException {
    Found found =
        all()
            .filter(each -> each.id().equals(id) && each.pid() == pid)
            .findFirst()
            .orElseThrow(() -> new IOException("process %d has closed it".formatted(pid)));
    return map(found.file(), Files.size(found.file()), false);
  }

  /// The mapping itself goes with the collector, after the arena: that is what the JDK offers
  /// everywhere.
  @SuppressWarnings("restricted") // the memory is as large as it was
  private static Mapping map(Path file, long bytes, boolean maker) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MemorySegment mapped = channel.map(MapMode.READ_WRITE, 0, bytes, Arena.ofAuto());
      Arena arena = Arena.ofShared();
      MemorySegment memory =
          MemorySegment.ofAddress(mapped.address()).reinterpret(bytes, arena, new Keep(mapped));
      return new Mapping(arena, memory, -1, maker ? new Delete(file) : () -> {});
    }
  }

  /// Held by the arena, as long as that is open or memory of it is in use.
  private record Keep(MemorySegment mapped) implements Consumer<MemorySegment> {
    @Override
    public void accept(MemorySegment closed) {
      // Nothing holds the mapping from here on.
    }
  }

  private record Delete(Path file) implements Runnable {
    @Override
    public void run() {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        // Open elsewhere, on systems that mind: deleted when its maker is gone.
      }
    }
  }

  private static void deleteAbandoned() {
    for (Found each : files()) {
      if (ProcessHandle.of(each.pid()).isEmpty()) {
        new Delete(each.file()).run();
      }
    }
  }

  @Override
  public Stream<Found> all() {
    return files().stream();
  }

  private static List<Found> files() {
    List<Found> found = new ArrayList<>();
    try (var files = Files.newDirectoryStream(FOLDER, "muster-*.shared")) {
      for (Path file : files) {
        Matcher ours = FILE.matcher(file.getFileName().toString());
        if (ours.matches()) {
          found.add(
              new Found(
                  UUID.fromString(ours.group(1)),
                  ObjectName.decode(ours.group(3)),
                  file,
                  Long.parseLong(ours.group(2)),
                  -1));
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      return found; // no folder, no segments
    }
    return found;
  }
}
