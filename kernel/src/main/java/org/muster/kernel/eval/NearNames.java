package org.muster.kernel.eval;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Which of the names that are there somebody may have meant.
public final class NearNames {

  private static final int MOST = 3;

  private NearNames() {}

  /// The names that are a slip away, the closest first: another case, letters left out, too many,
  /// wrong or swapped, one for every four.
  public static List<String> of(String typed, Collection<String> names) {
    int limit = Math.max(1, Math.min(3, (typed.length() + 1) / 4));
    String lower = typed.toLowerCase(Locale.ROOT);
    return names.stream()
        .filter(name -> !name.equals(typed))
        .distinct()
        .map(name -> new Near(name, distance(lower, name.toLowerCase(Locale.ROOT))))
        .filter(near -> near.distance <= limit && near.distance < typed.length())
        .sorted(Comparator.comparingInt(Near::distance).thenComparing(Near::name))
        .limit(MOST)
        .map(Near::name)
        .toList();
  }

  /// A question that names them, as in "did you mean `%time` or `%timeit`?"; empty if there are
  /// none.
  ///
  /// @param prefix of each name
  public static String question(String prefix, List<String> near) {
    return near.isEmpty()
        ? ""
        : "did you mean `%s`?"
            .formatted(String.join("` or `", near.stream().map(name -> prefix + name).toList()));
  }

  private record Near(String name, int distance) {}

  /// How many letters must be inserted, removed, replaced or swapped with their neighbour (Damerau
  /// and Levenshtein's optimal string alignment).
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        d[i][j] =
            Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + (same ? 0 : 1));
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
