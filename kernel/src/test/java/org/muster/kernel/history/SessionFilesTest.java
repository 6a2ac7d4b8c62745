package org.muster.kernel.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.muster.kernel.message.Request;

@DisplayName("The history on disk")
class SessionFilesTest {

  @TempDir private Path folder = Path.of("");

  @Test
  void is_where_the_environment_says_or_in_the_users_data() {
    assertEquals(Path.of("/here"), HistoryFolder.of(Map.of("MUSTER_HISTORY", "/here")));
    assertEquals(null, HistoryFolder.of(Map.of("MUSTER_HISTORY", "off")));
    Path place = HistoryFolder.of(Map.of("XDG_DATA_HOME", "/data", "APPDATA", "/data"));
    assertTrue(place != null && place.endsWith("muster/history"), String.valueOf(place));
    Path atHome = HistoryFolder.of(Map.of("HOME", "/home/somebody"));
    assertTrue(atHome != null && atHome.startsWith("/home/somebody"), String.valueOf(atHome));
  }

  @Test
  void keeps_the_newest_sessions() throws Exception {
    for (int i = 1; i <= SessionFiles.KEPT_SESSIONS + 5; i++) {
      Files.createFile(folder.resolve("%06d.jsonl".formatted(i)));
    }
    var files = new SessionFiles(folder);
    Path created = files.create();
    assertEquals(SessionFiles.KEPT_SESSIONS + 6, SessionFiles.number(created));
    assertEquals(SessionFiles.KEPT_SESSIONS, files.sessions().size());
    assertEquals(7, files.sessions().firstKey());
  }

  @Test
  void keeps_no_more_than_so_many_bytes() throws Exception {
    byte[] large = new byte[(int) (SessionFiles.KEPT_BYTES / 4)];
    for (int i = 1; i <= 6; i++) {
      Files.write(folder.resolve("%06d.jsonl".formatted(i)), large);
    }
    var files = new SessionFiles(folder);
    var _ = files.create();
    assertEquals(List.of(3, 4, 5, 6, 7), List.copyOf(files.sessions().keySet()));
  }

  @Test
  void skips_lines_that_are_torn_and_files_that_are_no_sessions() throws Exception {
    Files.writeString(
        folder.resolve("000003.jsonl"),
        "[1,\"a\"]\n\n{}\n[\"x\",\"y\"]\n[2]\n[[],[]]\nnonsense\n[3,\"b\"]\n[4,\"tor");
    Files.writeString(folder.resolve("notes.txt"), "[1,\"no\"]\n");
    var files = new SessionFiles(folder);
    assertEquals(List.of(3), List.copyOf(files.sessions().keySet()));
    assertEquals(
        List.of(new Entry(3, 1, "a", null), new Entry(3, 3, "b", null)),
        SessionFiles.read(folder.resolve("000003.jsonl")));
    assertEquals(4, files.next());
  }

  @Test
  void of_one_session_has_its_newest_cells_and_no_endless_file() throws Exception {
    int kept = 10;
    var files = new SessionFiles(folder);
    var writer =
        new HistoryWriter(
            files,
            kept,
            complaint -> {
              throw new AssertionError(complaint);
            });
    for (int i = 1; i <= 1_000; i++) {
      writer.add(i, "cell " + i);
    }
    writer.add(1_001, "x".repeat(HistoryWriter.LONGEST_CODE + 1));
    writer.close();
    List<Entry> read = new ArrayList<>(SessionFiles.read(files.sessions().get(1)));
    assertEquals(new Entry(1, 1_000, "cell 1000", null), read.getLast());
    assertTrue(read.size() >= kept && read.size() < 2 * kept, "there are " + read.size());
  }

  @Test
  void catches_up_when_a_full_disk_has_room_again() throws Exception {
    Path device = Path.of("/dev/full");
    assumeTrue(Files.exists(device), "no device here that is always full");
    var files = new SessionFiles(folder);
    BlockingQueue<String> complaints = new LinkedBlockingQueue<>();
    var writer = new HistoryWriter(files, 10, complaints::add);
    assertEquals(1, writer.session());
    Path file = folder.resolve("000001.jsonl");
    Files.delete(file);
    Files.createSymbolicLink(file, device);
    writer.add(1, "lost?");
    String complaint = complaints.poll(30, TimeUnit.SECONDS);
    assertTrue(complaint != null && complaint.contains("No space left on device"), complaint);
    writer.add(2, "kept");
    writer.close();
    assertEquals(
        List.of(new Entry(1, 1, "lost?", null), new Entry(1, 2, "kept", null)),
        SessionFiles.read(file));
    assertEquals(0, complaints.size(), "it is told once");
    try (Stream<Path> all = Files.list(folder)) {
      assertEquals(List.of(file), all.toList());
    }
  }

  @Test
  void lost_the_cells_of_before_there_could_be_a_file() throws Exception {
    Path place = folder.resolve("history");
    Files.createFile(place); // where the folder has to be
    var complaints = new LinkedBlockingQueue<String>();
    var writer = new HistoryWriter(new SessionFiles(place), 10, complaints::add);
    writer.add(1, "lost?");
    assertNotNull(complaints.poll(30, TimeUnit.SECONDS));
    Files.delete(place);
    writer.add(2, "kept");
    writer.close();
    assertEquals(
        List.of(new Entry(1, 1, "lost?", null), new Entry(1, 2, "kept", null)),
        SessionFiles.read(place.resolve("000001.jsonl")));
    assertEquals(0, complaints.size(), "it is told once");
  }

  @Test
  void gives_no_more_than_is_asked_for_from_the_end() throws Exception {
    for (int session = 1; session <= 3; session++) {
      Files.writeString(
          folder.resolve("%06d.jsonl".formatted(session)),
          "[1,\"one\"]\n[2,\"two\"]\n",
          StandardOpenOption.CREATE);
    }
    var history =
        History.in(
            folder,
            complaint -> {
              throw new AssertionError(complaint);
            });
    assertEquals(
        "[[2,2,\"two\"],[3,1,\"one\"],[3,2,\"two\"]]",
        history.find(request("tail", 3, false)).toString());
    assertEquals(
        "[[3,1,\"one\"],[3,2,\"two\"]]", history.find(request("search", 5, true)).toString());
    assertEquals("[]", history.find(request("tail", 0, false)).toString());
  }

  private static Request.History request(String access, int n, boolean unique) {
    return new Request.History(access, false, 0, 0, -1, n, "*", unique);
  }
}
