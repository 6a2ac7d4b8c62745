package org.muster.kernel;

import com.google.gson.JsonArray;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.muster.kernel.message.Request;

/// The cells that this kernel ran, for front ends that have no memory of their own: a console asks
/// for them when the arrow key goes up.
///
/// It begins with the kernel and ends with it, so there is one session, number 1.
///
/// **Threads.** For the shell thread alone.
final class History {

  private static final int SESSION = 1;

  /// More than anybody goes back, and little beside what the cells themselves take.
  private static final int LIMIT = 1000;

  private record Entry(int line, String code, @Nullable String value) {}

  private final Deque<Entry> entries = new ArrayDeque<>();

  /// Notes a cell.
  ///
  /// @param value its value as plain text, or null if it had none
  void add(int line, String code, @Nullable String value) {
    entries.addLast(new Entry(line, code, value));
    if (entries.size() > LIMIT) {
      entries.removeFirst();
    }
  }

  /// What a front end asks for, as the `history` of the reply.
  JsonArray find(Request.History request) {
    List<Entry> found =
        switch (request.access()) {
          case "tail" -> last(request.n(), List.copyOf(entries));
          case "range" ->
              entries.stream()
                  .filter(_ -> request.session() == 0 || request.session() == SESSION)
                  .filter(entry -> entry.line >= request.start())
                  .filter(entry -> request.stop() < 0 || entry.line < request.stop())
                  .toList();
          case "search" -> search(request);
          default -> List.of();
        };
    var array = new JsonArray();
    for (Entry entry : found) {
      var row = new JsonArray();
      row.add(SESSION);
      row.add(entry.line);
      if (request.output()) {
        var both = new JsonArray();
        both.add(entry.code);
        both.add(entry.value); // null becomes JSON's null
        row.add(both);
      } else {
        row.add(entry.code);
      }
      array.add(row);
    }
    return array;
  }

  private List<Entry> search(Request.History request) {
    Pattern pattern = glob(request.pattern());
    List<Entry> matches =
        entries.stream().filter(entry -> pattern.matcher(entry.code).matches()).toList();
    if (request.unique()) {
      Map<String, Entry> newest = new LinkedHashMap<>();
      for (Entry entry : matches) {
        newest.remove(entry.code); // so that it moves to the end
        newest.put(entry.code, entry);
      }
      matches = new ArrayList<>(newest.values());
    }
    return last(request.n(), matches);
  }

  private static List<Entry> last(int n, List<Entry> all) {
    return n < 0 || n >= all.size() ? all : all.subList(all.size() - n, all.size());
  }

  /// `*` and `?` as a shell has them; everything else is meant as it stands.
  private static Pattern glob(String text) {
    return Pattern.compile(
        text.chars()
            .mapToObj(c ->
                switch (c) {
                  case '*' -> ".*";
                  case '?' -> ".";
                  default -> Pattern.quote(Character.toString(c));
                })
            .collect(Collectors.joining()),
        Pattern.DOTALL);
  }
}
