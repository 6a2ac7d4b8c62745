package org.muster.parallel.memory;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.muster.parallel.memory.SharedSegment.Mapping;

/// Linux: files in memory without a name, found through `/proc/<pid>/fd`.
final class MemoryFiles implements SegmentFiles {

  /// What `/proc` shows for one of ours; the part in brackets is the label that we gave it.
  private static final Pattern LINK =
      Pattern.compile("/memfd:(muster:([-0-9a-f]{36}):([^ :]*)) \\(deleted\\)");

  /// How all of them begin.
  private static final String OURS = "/memfd:muster:";

  private static String label(UUID id, String name) {
    return "muster:%s:%s".formatted(id, ObjectName.encode(name));
  }

  @Override
  public Mapping create(UUID id, String name, long bytes) throws IOException {
    return map(Linux.createMemoryFile(label(id, name), bytes), bytes);
  }

  @Override
  public Mapping open(UUID id, long pid, int descriptor) throws IOException {
    int own = Linux.open("/proc/" + pid + "/fd/" + descriptor);
    long size;
    try {
      // A descriptor's number is used again once it was closed.
      String file = "/proc/self/fd/" + own;
      if (!link(file).startsWith(OURS + id + ":")) {
        throw new IOException("process %d has closed it".formatted(pid));
      }
      size = Files.size(Path.of(file));
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

  /// Pulled by an iterator, it looks at one process at a time.
  @Override
  public Stream<Found> all() {
    return nearToFar().stream().flatMap(pid -> of(pid).stream());
  }

  /// The processes that this one may look into, and first those that most likely have what it looks
  /// for: itself, its parent, those that run the same program, and of these such as were started at
  /// about the same time. It costs one look at each, where a look at its files costs many.
  private static List<Long> nearToFar() {
    long parent = ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L);
    String own = link("/proc/self/exe");
    List<Candidate> all = new ArrayList<>();
    for (String name : names("/proc")) {
      if (Character.isDigit(name.charAt(0))) {
        long pid = Long.parseLong(name);
        String program = link("/proc/" + name + "/exe");
        if (pid == SharedSegment.PID || pid == parent) {
          all.add(new Candidate(pid, pid == parent ? 1 : 0, 0));
        } else if (!program.isEmpty()) { // else another user's, or the system's own
          long distance = Math.abs(pid - SharedSegment.PID);
          all.add(new Candidate(pid, program.equals(own) ? 2 : 3, distance));
        }
      }
    }
    Collections.sort(all);
    List<Long> pids = new ArrayList<>();
    for (Candidate each : all) {
      pids.add(each.pid);
    }
    return pids;
  }

  private record Candidate(long pid, int rank, long distance) implements Comparable<Candidate> {
    @Override
    public int compareTo(Candidate other) {
      return rank != other.rank
          ? Integer.compare(rank, other.rank)
          : Long.compare(distance, other.distance);
    }
  }

  private static List<Found> of(long pid) {
    List<Found> found = new ArrayList<>();
    String folder = "/proc/" + pid + "/fd";
    for (String number : names(folder)) {
      String file = folder + "/" + number;
      String link = link(file);
      if (link.startsWith(OURS)) {
        Matcher ours = LINK.matcher(link);
        if (ours.matches()) {
          found.add(
              new Found(
                  UUID.fromString(ours.group(2)),
                  ObjectName.decode(ours.group(3)),
                  Path.of(file),
                  pid,
                  Integer.parseInt(number)));
        }
      }
    }
    return found;
  }

  /// What is in a folder; nothing if it is another user's or has just gone.
  private static String[] names(String folder) {
    String[] names = new File(folder).list();
    return names == null ? new String[0] : names;
  }

  private static String link(String file) {
    try {
      return Files.readSymbolicLink(Path.of(file)).toString();
    } catch (IOException e) {
      return ""; // closed meanwhile, or another user's
    }
  }
}
