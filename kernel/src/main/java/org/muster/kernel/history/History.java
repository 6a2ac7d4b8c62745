package org.muster.kernel.history;

import com.google.gson.JsonArray;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.muster.kernel.message.Request;

/// The cells that this kernel ran, with those that earlier kernels of the same user ran behind
/// them.
///
/// Each kernel that runs a cell is a session, and sessions count up. Of this one the cells are in
/// memory, with their values; of others they are read from their files when somebody asks.
///
/// **Threads.** For the shell thread alone, but for [#close].
public final class History implements AutoCloseable {

  /// More than anybody goes back, and little beside what the cells themselves take.
  private static final int LIMIT = 1000;

  /// What a reply holds at most, however much is asked for.
  private static final int LARGEST_REPLY = 10_000;

  private record Cell(int line, String code, @Nullable String value) {}

  private final Deque<Cell> cells = new ArrayDeque<>();
  private final @Nullable SessionFiles files;
  private final @Nullable HistoryWriter writer;

  private History(@Nullable SessionFiles files, @Nullable HistoryWriter writer) {
    this.files = files;
    this.writer = writer;
  }

  /// A history that ends with this kernel; its session is number 1.
  public static History inMemory() {
    return new History(null, null);
  }

  /// A history that is kept in a folder, which is made when the first cell is.
  ///
  /// @param complaints told in one line, once, if the folder cannot be used
  public static History in(Path folder, Consumer<String> complaints) {
    var files = new SessionFiles(folder);
    return new History(files, new HistoryWriter(files, LIMIT, complaints));
  }

  /// Notes a cell; returns at once.
  ///
  /// @param value its value as plain text, or null if it had none
  public void add(int line, String code, @Nullable String value) {
    cells.addLast(new Cell(line, code, value));
    if (cells.size() > LIMIT) {
      cells.removeFirst();
    }
    if (writer != null) {
      writer.add(line, code);
    }
  }

  /// What a front end asks for, as the `history` of the reply.
  public JsonArray find(Request.History request) {
    var array = new JsonArray();
    for (Entry entry : entries(request)) {
      var row = new JsonArray();
      row.add(entry.session());
      row.add(entry.line());
      if (request.output()) {
        var both = new JsonArray();
        both.add(entry.code());
        both.add(entry.value()); // null becomes JSON's null
        row.add(both);
      } else {
        row.add(entry.code());
      }
      array.add(row);
    }
    return array;
  }

  /// Waits until what was noted is kept, for at most a second.
  @Override
  public void close() {
    if (writer != null) {
      writer.close();
    }
  }

  private List<Entry> entries(Request.History request) {
    int wanted = request.n() < 0 ? LARGEST_REPLY : Math.min(request.n(), LARGEST_REPLY);
    return switch (request.access()) {
      case "tail" -> last(wanted, _ -> true);
      case "range" -> range(request);
      case "search" -> {
        Predicate<Entry> matches = entry -> Glob.matches(request.pattern(), entry.code());
        yield request.unique() ? lastUnique(wanted, matches) : last(wanted, matches);
      }
      default -> List.of();
    };
  }

  private List<Entry> range(Request.History request) {
    int current = session();
    // A number below 1 counts back from this session.
    int session = request.session() > 0 ? request.session() : current + request.session();
    return (session == current ? mine(current) : read(session))
        .filter(entry -> entry.line() >= request.start())
        .filter(entry -> request.stop() < 0 || entry.line() < request.stop())
        .limit(LARGEST_REPLY)
        .toList();
  }

  private List<Entry> lastUnique(int n, Predicate<Entry> wanted) {
    Map<String, Entry> newest = new LinkedHashMap<>();
    for (Entry entry : last(Integer.MAX_VALUE, wanted)) {
      newest.remove(entry.code()); // so that it moves to the end
      newest.put(entry.code(), entry);
    }
    List<Entry> all = new ArrayList<>(newest.values());
    return all.subList(Math.max(0, all.size() - n), all.size());
  }

  /// The last ones, oldest first; sessions are read only as far back as that needs.
  private List<Entry> last(int n, Predicate<Entry> wanted) {
    Deque<Entry> found = new ArrayDeque<>();
    int current = session();
    collect(mine(current).filter(wanted).toList(), n, found);
    if (files != null) {
      for (Path file : files.sessions().headMap(current, false).descendingMap().values()) {
        if (found.size() >= n) {
          break;
        }
        collect(SessionFiles.read(file).stream().filter(wanted).toList(), n, found);
      }
    }
    return List.copyOf(found);
  }

  private static void collect(List<Entry> older, int n, Deque<Entry> found) {
    for (Entry entry : older.reversed()) {
      if (found.size() >= n) {
        return;
      }
      found.addFirst(entry);
    }
  }

  private int session() {
    if (files == null || writer == null) {
      return 1;
    }
    return cells.isEmpty() ? files.next() : writer.session();
  }

  private Stream<Entry> mine(int session) {
    return cells.stream().map(cell -> new Entry(session, cell.line, cell.code, cell.value));
  }

  private Stream<Entry> read(int session) {
    Path file = files == null ? null : files.sessions().get(session);
    return file == null ? Stream.empty() : SessionFiles.read(file).stream();
  }
}
