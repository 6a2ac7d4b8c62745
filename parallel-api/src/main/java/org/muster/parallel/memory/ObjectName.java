package org.muster.parallel.memory;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// Names by which programs find shared objects.
final class ObjectName {

  /// A memory file's label has 249 bytes, and an id takes 45 of them.
  private static final int ENCODED_CHARS = 200;

  private ObjectName() {}

  /// @throws IllegalArgumentException if it cannot be a name
  static String check(String name) {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a name has to have at least one character");
    }
    if (encode(name).length() > ENCODED_CHARS) {
      throw new IllegalArgumentException(
          "`%s…` is too long for a name: %d bytes, and %d are allowed"
              .formatted(name.substring(0, 20), encode(name).length(), ENCODED_CHARS));
    }
    return name;
  }

  /// In letters that every system and every locale can show.
  static String encode(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8);
  }

  static String decode(String encoded) {
    return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
  }

  /// The one that was perhaps meant.
  static Optional<String> closest(String name, Collection<String> names) {
    int most = Math.max(1, name.length() / 3);
    return names.stream()
        .filter(each -> distance(name, each) <= most)
        .min(Comparator.comparingInt(each -> distance(name, each)));
  }

  /// How many letters to add, take away or replace; capitals do not count.
  private static int distance(String one, String other) {
    String a = one.toLowerCase(Locale.ROOT);
    String b = other.toLowerCase(Locale.ROOT);
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
