package org.muster.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.muster.install.Command.Result;

/// Really full: small file systems in memory, which Linux lets a process mount for itself.
@DisplayName("On a full disk")
@Timeout(300)
class FullDiskTest {

  /// Mounts full file systems on the folders before `--`, runs the rest, and lists what is in the
  /// folders then.
  private static final String ON_FULL_FOLDERS =
      """
      listing=$1
      shift
      folders=
      while [ "$1" != -- ]; do
        mount -t tmpfs -o size=64k tmpfs "$1" || exit 99
        head -c 65536 /dev/zero > "$1/filler"
        folders="$folders $1"
        shift
      done
      shift
      "$@"
      code=$?
      ls -A $folders > "$listing"
      exit $code
      """;

  @TempDir Path temporary;
  private Path full = Path.of("");

  @BeforeEach
  void there_is_one() throws Exception {
    full = Files.createDirectory(temporary.resolve("full"));
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/unshare"))
            && onFullFolders(Command.of(List.of("true")), full).exitCode() == 0,
        "this machine lets nobody mount a file system without being root: no full disk to try");
  }

  @Test
  void a_notebook_runs_and_its_executed_copy_goes_where_there_is_room() throws Exception {
    Path notebook =
        Notebooks.write(
            temporary.resolve("a.ipynb"),
            "pool.map(x -> x * 2, List.of(1, 2, 3))",
            "var a = SharedArray.ofDoubles(1_000_000);\n"
                + "pool.forEach(i -> a.set(i, i), range(1000));\na.sum()",
            "pool.map(x -> new double[1_000_000], List.of(1, 2)).size()",
            "pool.forEach(x -> Files.write(Path.of(\"%s/x\"), new byte[100_000]), List.of(1))"
                .formatted(full));
    Path home = Files.createDirectory(temporary.resolve("home"));
    Path room = Files.createDirectory(temporary.resolve("room"));
    Command run =
        Command.muster("run", notebook.toString(), "-o", full.resolve("out.ipynb").toString())
            .with("HOME", home.toString())
            .with("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + room);

    Result result = onFullFolders(run, full, home, Path.of("/dev/shm"));

    assertEquals(1, result.exitCode(), result.err());
    assertTrue(result.out().contains("Out[1]: [2, 4, 6]"), result.out());
    assertTrue(result.out().contains("Out[2]: 499500.0"), result.out());
    assertTrue(result.out().contains("Out[3]: 2"), result.out());
    assertTrue(result.err().contains("java.io.IOException: No space left"), result.err());
    Path rescued = only(room);
    assertTrue(
        result
            .err()
            .contains(
                """
                muster: cannot write %s/out.ipynb: No space left on device.
                muster: Make room there, or name a file on another disk with -o.
                muster: It is in %s instead.
                """
                    .formatted(full, rescued)),
        result.err());
    assertTrue(Notebooks.outputs(rescued, 0).toString().contains("[2, 4, 6]"));
  }

  @Test
  void what_is_printed_is_not_lost_in_silence() throws Exception {
    Result result = redirected(Command.muster("help"), "> /dev/full").run();
    assertEquals(1, result.exitCode());
    assertEquals(
        "muster: not everything could be written to the standard output: its disk is full, or its reader is gone.\n",
        result.err());
  }

  @Test
  void an_installation_says_so_and_leaves_nothing() throws Exception {
    Command install = Command.muster("install", "--prefix", full.toString());
    Result result = onFullFolders(install, full);
    assertEquals(1, result.exitCode());
    assertTrue(
        result.err().contains("kernels: No space left on device.\nmuster: Make room there"),
        result.err());
    assertEquals(List.of("filler", "share"), Files.readAllLines(listing()));
  }

  @Test
  void a_kernel_that_cannot_start_says_where_room_is_missing() throws Exception {
    Path notebook = Notebooks.write(temporary.resolve("a.ipynb"), "1 + 1");
    Command run =
        Command.muster("run", notebook.toString())
            .with("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + full);
    Result result = onFullFolders(run, full);
    assertEquals(1, result.exitCode());
    assertEquals(
        "muster: cannot write a kernel's connection file to %s: No space left on device. Make room there."
            .formatted(full),
        result.errorLines().getLast());
    assertEquals(List.of("filler"), Files.readAllLines(listing()));
  }

  @Test
  void no_part_of_a_cache_for_workers_is_left() throws Exception {
    List<String> training = new ArrayList<>(Command.muster().words());
    training.removeLast();
    training.addAll(
        List.of(
            "org.muster.parallel.training.TrainingMain",
            full.resolve("worker.aot").toString(),
            "-XX:+UseSerialGC"));
    Command train = Command.of(training);
    // It ends early when its standard input does.
    Result result = onFullFolders(redirected(train, "< /dev/zero"), full);
    assertEquals(0, result.exitCode(), result.err());
    assertEquals(List.of("filler"), Files.readAllLines(listing()));
  }

  /// The command as a shell runs it with this behind.
  private static Command redirected(Command command, String redirection) {
    List<String> words = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" " + redirection, "sh"));
    words.addAll(command.words());
    return new Command(words, command.directory(), command.environment());
  }

  private Path listing() {
    return temporary.resolve("listing.txt");
  }

  private Result onFullFolders(Command command, Path... folders)
      throws IOException, InterruptedException {
    List<String> words =
        new ArrayList<>(List.of("unshare", "-rm", "sh", "-c", ON_FULL_FOLDERS, "sh"));
    words.add(listing().toString());
    Stream.of(folders).map(Path::toString).forEach(words::add);
    words.add("--");
    words.addAll(command.words());
    return new Command(words, command.directory(), command.environment()).run();
  }

  private static Path only(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> all = files.toList();
      assertEquals(1, all.size(), all.toString());
      return all.getFirst();
    }
  }
}
