package org.muster.kernel.library;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The libraries of a notebook, of each one version.
///
/// Two jars are versions of one library if
///
/// - both have Maven coordinates (they came from a repository, or say so inside) with the same
///   group, artifact and classifier; or
/// - a group is missing, their names without the version are the same, and they have a class in
///   common; or
/// - one of them has no version at all, neither inside nor in its name, and a class that both have
///   is not the same in both.
///
/// Two libraries with full coordinates may have classes in common: Maven lets them, the first wins.
///
/// **Threads.** May be used from any thread.
public final class Libraries {

  /// What cells and Muster share, so that another version could never be seen.
  private static final List<String> OURS = List.of("org/muster/", "org/dflib/jjava/jupyter/");

  /// A jar or a folder that somebody wants to add.
  ///
  /// @param coordinates null if they are to be found in the jar or its name
  /// @param asked whether the user named it, rather than another library needing it
  public record Candidate(Path path, @Nullable Coordinates coordinates, boolean asked) {

    /// What the user named.
    public static Candidate asked(Path path) {
      return new Candidate(path, null, true);
    }
  }

  /// What there is already.
  private record Library(Path path, Contents contents, String addedBy) {

    @Nullable Coordinates coordinates() {
      return contents.coordinates();
    }
  }

  private final Consumer<List<Path>> target;
  private final List<Library> present = new ArrayList<>();

  /// @param target gives cells and workers what was found to be right
  public Libraries(Consumer<List<Path>> target) {
    this.target = target;
  }

  /// Adds those that are not there, all or none.
  ///
  /// @param by who adds them, as in `cell [3]`
  /// @return those that were not there
  /// @throws LibraryException if one cannot be read, or is another version of one that is there
  public synchronized List<Path> add(List<Candidate> candidates, String by) {
    List<Library> added = new ArrayList<>();
    for (Candidate candidate : candidates) {
      Library next = read(candidate, by);
      if (isOurs(next, candidate.asked()) || isThere(next, present) || isThere(next, added)) {
        continue;
      }
      added.add(next);
    }
    List<Path> paths = added.stream().map(Library::path).toList();
    if (!paths.isEmpty()) {
      target.accept(paths);
      present.addAll(added);
    }
    return paths;
  }

  /// What is there and has full coordinates, with who added it.
  public synchronized List<Loaded> loaded() {
    List<Loaded> loaded = new ArrayList<>();
    for (Library each : present) {
      Coordinates coordinates = each.coordinates();
      if (coordinates != null && !coordinates.group().isEmpty()) {
        loaded.add(new Loaded(coordinates, each.addedBy));
      }
    }
    return loaded;
  }

  /// A library that is there.
  public record Loaded(Coordinates coordinates, String addedBy) {}

  private static Library read(Candidate candidate, String by) {
    Path path = candidate.path().toAbsolutePath().normalize();
    Contents contents = Contents.read(path);
    if (candidate.coordinates() != null) {
      contents = new Contents(candidate.coordinates(), contents.classes());
    }
    try {
      path = path.toRealPath();
    } catch (IOException e) {
      throw new LibraryException("%s cannot be read: %s".formatted(path, e), e);
    }
    return new Library(path, contents, by);
  }

  private static boolean isOurs(Library library, boolean asked) {
    boolean ours = OURS.stream().anyMatch(library.contents::hasClassIn);
    if (ours && asked) {
      throw new LibraryException(
          "%s cannot be added: it has classes that are a part of Muster, and every notebook has them without it"
              .formatted(named(library)));
    }
    return ours;
  }

  /// Whether the library is among these.
  ///
  /// @throws LibraryException if another version of it is
  private static boolean isThere(Library wanted, List<Library> there) {
    for (Library other : there) {
      if (isThere(wanted, other)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isThere(Library wanted, Library there) {
    if (wanted.path.equals(there.path)) {
      refuseIfChanged(wanted, there);
      return true;
    }
    Coordinates mine = wanted.coordinates();
    Coordinates theirs = there.coordinates();
    if (mine != null && theirs != null) {
      boolean same =
          mine.isSameLibrary(theirs)
              && (mine.isCertain(theirs)
                  || wanted.contents.sharedClass(there.contents, false) != null);
      if (same && !mine.version().equals(theirs.version())) {
        throw otherVersion(mine, there, theirs);
      }
      if (same) {
        refuseIfChanged(wanted, there);
      }
      return same;
    }
    String clash = wanted.contents.sharedClass(there.contents, true);
    if (clash != null) {
      throw new LibraryException(
          ("%s cannot be added: its class %s is another version of that in %s, which %s has added."
                  + " Use one of the two: restart the kernel, then add only that")
              .formatted(named(wanted), clash, named(there), there.addedBy));
    }
    return isSameJar(wanted, there);
  }

  private static boolean isSameJar(Library wanted, Library there) {
    try {
      return Files.isRegularFile(wanted.path)
          && Files.isRegularFile(there.path)
          && Files.mismatch(wanted.path, there.path) < 0;
    } catch (IOException e) {
      throw new LibraryException("%s cannot be read: %s".formatted(wanted.path, e), e);
    }
  }

  /// A folder may get more classes; none that there was may be another one now.
  private static void refuseIfChanged(Library wanted, Library there) {
    if (wanted.contents.sharedClass(there.contents, true) != null
        || (Files.isRegularFile(wanted.path)
            && !wanted.contents.classes().equals(there.contents.classes()))) {
      throw new LibraryException(
          "%s is not what it was when %s added it: restart the kernel to use what it is now"
              .formatted(named(wanted), there.addedBy));
    }
  }

  private static LibraryException otherVersion(
      Coordinates mine, Library there, Coordinates theirs) {
    return new LibraryException(
        ("%s %s cannot be added, because version %s of it is there: %s has added %s. A notebook has"
                + " one version of a library: restart the kernel, then add only version %s")
            .formatted(
                mine.artifact(),
                mine.version(),
                theirs.version(),
                there.addedBy,
                named(there),
                mine.version()));
  }

  /// Coordinates and file, as far as one does not say the other.
  private static String named(Library library) {
    Coordinates coordinates = library.coordinates();
    return coordinates == null || coordinates.group().isEmpty()
        ? library.path.toString()
        : "%s (%s)".formatted(coordinates, library.path);
  }
}
