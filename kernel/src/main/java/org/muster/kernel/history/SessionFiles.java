package org.muster.kernel.history;

import com.google.gson.JsonArray;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The files of a history folder: one for each kernel that ran a cell, named by its session's
/// number, with a line of JSON for each cell.
///
/// A kernel writes to its own file only, so any number of kernels need no lock: what they compete
/// for is the number, and creating a file under it decides. A line that was torn by a crash is
/// skipped by those who read.
///
/// Cells may hold what nobody else should see: folder and files are their owner's alone, and the
/// values of cells are not kept.
final class SessionFiles {

  private static final String SUFFIX = ".jsonl";
  private static final String NAME = "[0-9]{6,9}" + "\\" + SUFFIX;

  /// Sessions that are kept; the oldest go first.
  static final int KEPT_SESSIONS = 500;

  static final long KEPT_BYTES = 32L << 20;

  /// A file of ours is not this large; whatever it is, it is not read.
  private static final long LARGEST_FILE = 16L << 20;

  private final Path folder;

  SessionFiles(Path folder) {
    this.folder = folder;
  }

  /// The numbers of the sessions whose files are there, with their files, oldest first.
  NavigableMap<Integer, Path> sessions() {
    var sessions = new TreeMap<Integer, Path>();
    try (Stream<Path> files = Files.list(folder)) {
      files
          .filter(file -> file.getFileName().toString().matches(NAME))
          .forEach(file -> sessions.put(number(file), file));
    } catch (IOException | UncheckedIOException e) {
      // There is no folder yet, or it cannot be read: no history.
    }
    return sessions;
  }

  /// The number that a session would get now.
  int next() {
    NavigableMap<Integer, Path> there = sessions();
    return there.isEmpty() ? 1 : there.lastKey() + 1;
  }

  /// Creates the file of a new session, under the next number, and drops what is too old.
  Path create() throws IOException {
    if (Files.notExists(folder)) {
      Files.createDirectories(folder, ownersAlone("rwx------"));
    }
    NavigableMap<Integer, Path> there = sessions();
    int next = next();
    Path created = null;
    while (created == null) {
      try {
        created =
            Files.createFile(
                folder.resolve("%06d%s".formatted(next, SUFFIX)), ownersAlone("rw-------"));
      } catch (FileAlreadyExistsException e) {
        next++; // another kernel was faster
      }
    }
    dropOldest(there);
    return created;
  }

  static int number(Path file) {
    String name = file.getFileName().toString();
    return Integer.parseInt(name.substring(0, name.length() - SUFFIX.length()));
  }

  static void append(Path file, List<Entry> entries) throws IOException {
    Files.writeString(file, text(entries), StandardOpenOption.APPEND);
  }

  /// Puts these entries in the place of all in the file.
  void replace(Path file, List<Entry> entries) throws IOException {
    Path whole = Files.createTempFile(folder, "history", ".tmp"); // the owner's alone
    try {
      Files.writeString(whole, text(entries));
      Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(whole);
    }
  }

  static List<Entry> read(Path file) {
    List<Entry> entries = new ArrayList<>();
    try {
      if (Files.size(file) > LARGEST_FILE) {
        return entries;
      }
      int session = number(file);
      for (String line :
          new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList()) {
        try {
          JsonArray cell = JsonParser.parseString(line).getAsJsonArray();
          entries.add(new Entry(session, cell.get(0).getAsInt(), cell.get(1).getAsString(), null));
        } catch (JsonParseException | IllegalStateException | IndexOutOfBoundsException e) {
          // Torn, or not ours.
        } catch (NumberFormatException | UnsupportedOperationException e) {
          // Not ours.
        }
      }
    } catch (IOException e) {
      // Gone meanwhile, or not for us to read.
    }
    return entries;
  }

  private static String text(List<Entry> entries) {
    return entries.stream().map(SessionFiles::line).collect(Collectors.joining());
  }

  private static String line(Entry entry) {
    var cell = new JsonArray();
    cell.add(entry.line());
    cell.add(entry.code());
    return cell + "\n";
  }

  private static void dropOldest(NavigableMap<Integer, Path> there) {
    int kept = 1; // the one just created
    long bytes = 0;
    for (Path file : there.descendingMap().values()) {
      try {
        bytes += Files.size(file);
        kept++;
        if (kept > KEPT_SESSIONS || bytes > KEPT_BYTES) {
          Files.deleteIfExists(file);
        }
      } catch (IOException e) {
        // Another kernel has dropped it.
      }
    }
  }

  private FileAttribute<?>[] ownersAlone(String permissions) {
    return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
