package org.muster.install.kernelspec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.muster.install.ExitCode;
import org.muster.install.Refusal;
import org.muster.install.WriteFailure;
import org.muster.install.frontend.KernelCacheFile;

/// The folder of one kernelspec: `DATA/kernels/NAME`, with [what it holds][KernelFiles].
///
/// Nothing in it names its own place, so that it can be moved or copied as a whole.
///
/// @param data one of [JupyterFolders]
/// @param name what Jupyter calls the kernel
public record KernelSpecFolder(Path data, String name) {

  private static final String STAGING = ".muster-";

  /// A folder for work in progress, with the process that it belongs to.
  private static final Pattern OWNED = Pattern.compile("\\.muster-(\\d{1,18})-\\d+");

  private static final int ATTEMPTS = 20;

  /// What became of an [#install].
  public enum Change {
    CREATED,
    REPLACED,
    UNCHANGED
  }

  /// Names a folder; nothing is read or written yet.
  ///
  /// @throws Refusal if Jupyter would not accept the name
  public KernelSpecFolder {
    if (!name.matches("[A-Za-z0-9._-]+")) {
      throw new Refusal(
          "\"%s\" cannot be the name of a kernel.%nJupyter allows letters, digits, dots, hyphens and underscores."
              .formatted(name));
    }
  }

  public Path path() {
    return data.resolve("kernels").resolve(name);
  }

  public boolean exists() {
    return Files.exists(path());
  }

  public boolean isOurs() {
    return KernelSpec.isOurs(path());
  }

  /// Sees to it that nothing of others is overwritten.
  ///
  /// @throws Refusal if another kernel is there
  public void checkReplaceable() {
    if (exists() && !isOurs()) {
      throw new Refusal(
          ExitCode.FAILED,
          """
          %s holds another kernel, and is left alone.
          Choose another name with --name, or replace it with --force.\
          """
              .formatted(path()));
    }
  }

  /// Puts the kernelspec there: Jupyter sees the old one or the new one, never half of one.
  ///
  /// @throws Refusal if the folder cannot be written
  public Change install(KernelSpec spec) {
    try {
      Files.createDirectories(data.resolve("kernels"));
      removeWhatTheDeadLeft();
      Path staged = staging();
      try {
        fill(staged, spec);
        if (sameContent(staged, path())) {
          return Change.UNCHANGED;
        }
        return exchange(staged);
      } finally {
        delete(staged);
      }
    } catch (UncheckedIOException e) {
      throw cannotInstall(Objects.requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw cannotInstall(e);
    }
  }

  /// Removes it, and the folders above it that are empty then, up to and including the data folder.
  ///
  /// @return false if it was not there
  /// @throws Refusal if the folder cannot be written
  public boolean uninstall() {
    if (!exists()) {
      return false;
    }
    try {
      // Out of Jupyter's sight first: half a kernelspec would be worse than all of it.
      removeWhatTheDeadLeft();
      Path doomed = staging();
      Files.move(path(), doomed.resolve(name), StandardCopyOption.ATOMIC_MOVE);
      delete(doomed);
      deleteEmptyFolders();
      return true;
    } catch (UncheckedIOException e) {
      throw cannotWrite(Objects.requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  private void deleteEmptyFolders() throws IOException {
    for (Path folder : List.of(data.resolve("kernels"), data)) {
      try {
        Files.deleteIfExists(folder);
      } catch (DirectoryNotEmptyException e) {
        break;
      }
    }
  }

  private static void fill(Path folder, KernelSpec spec) throws IOException {
    if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      // A temporary folder is for its owner alone; a kernel below a prefix is for everybody.
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Files.createDirectory(folder.resolve("lib"));
    for (var file : KernelFiles.of(spec).entrySet()) {
      try (InputStream in = file.getValue().open()) {
        Files.copy(in, folder.resolve(file.getKey()));
      }
    }
  }

  private Change exchange(Path staged) throws IOException {
    boolean replaced = false;
    for (int attempt = 1; ; attempt++) {
      Path old = staging();
      try {
        if (exists()) {
          Files.move(path(), old.resolve(name), StandardCopyOption.ATOMIC_MOVE);
          replaced = true;
        }
        Files.move(staged, path(), StandardCopyOption.ATOMIC_MOVE);
        return replaced ? Change.REPLACED : Change.CREATED;
      } catch (FileSystemException e) {
        // Another installation was quicker, here or there. Both are whole, so the last one counts.
        if (attempt == ATTEMPTS || !Files.exists(staged)) {
          throw e;
        }
      } finally {
        delete(old);
      }
    }
  }

  /// A new folder beside `kernels`, not in it: Jupyter would list a half-filled folder there.
  private Path staging() throws IOException {
    return Files.createTempDirectory(data, STAGING + ProcessHandle.current().pid() + "-");
  }

  /// Removes the folders of installations that were killed.
  private void removeWhatTheDeadLeft() throws IOException {
    try (Stream<Path> entries = Files.list(data)) {
      for (Path entry : entries.toList()) {
        Matcher owned = OWNED.matcher(String.valueOf(entry.getFileName()));
        if (owned.matches() && ProcessHandle.of(Long.parseLong(owned.group(1))).isEmpty()) {
          delete(entry);
        }
      }
    }
  }

  private Refusal cannotInstall(IOException problem) {
    Refusal refusal = cannotWrite(problem);
    try {
      deleteEmptyFolders();
    } catch (IOException e) {
      refusal.addSuppressed(e); // not ours to delete
    }
    return refusal;
  }

  private Refusal cannotWrite(IOException problem) {
    WriteFailure why = WriteFailure.of(problem);
    return new Refusal(
        ExitCode.FAILED,
        """
        cannot write to %s: %s.
        %s\
        """
            .formatted(
                data.resolve("kernels"),
                why.reason(),
                why.isDiskFull()
                    ? "Make room there, a kernel takes 10 MB; or use --prefix DIR with a folder on another disk."
                    : "Use --user (your own Jupyter folder), or --prefix DIR with a folder that you may write to."));
  }

  private static boolean sameContent(Path left, Path right) throws IOException {
    if (!Files.isDirectory(right)) {
      return false;
    }
    TreeMap<String, Path> leftFiles = filesIn(left);
    TreeMap<String, Path> rightFiles = filesIn(right);
    if (!leftFiles.keySet().equals(rightFiles.keySet())) {
      return false;
    }
    for (var file : leftFiles.entrySet()) {
      Path other = rightFiles.get(file.getKey());
      if (other == null || Files.mismatch(file.getValue(), other) >= 0) {
        return false;
      }
    }
    return true;
  }

  private static TreeMap<String, Path> filesIn(Path folder) throws IOException {
    var files = new TreeMap<String, Path>();
    try (Stream<Path> walk = Files.walk(folder)) {
      walk.filter(Files::isRegularFile)
          .filter(file -> !KernelCacheFile.isOne(file)) // made later, by the kernel
          .forEach(file -> files.put(folder.relativize(file).toString(), file));
    }
    return files;
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
