package org.muster.notebooks;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Reads words and numbers out of what a cell printed, whatever the language of the machine makes
/// of thousands and decimals.
final class Printed {

  private Printed() {}

  /// All places of a text that match.
  static List<MatchResult> matches(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().toList();
  }

  /// What the first group of a pattern matches, each time that the pattern does.
  static List<String> all(String pattern, String text) {
    return matches(pattern, text).stream().map(match -> match.group(1)).toList();
  }

  /// What the first group of a pattern matches, which has to match once.
  static String one(String pattern, String text) {
    List<String> found = all(pattern, text);
    if (found.size() != 1) {
      throw new AssertionError("`%s` %d times in%n%s".formatted(pattern, found.size(), text));
    }
    return found.getFirst();
  }

  /// A whole number such as 1,000,000.
  static long whole(String pattern, String text) {
    return whole(one(pattern, text));
  }

  /// A number with a fraction such as 12.5, without thousands.
  static double decimal(String pattern, String text) {
    return decimal(one(pattern, text));
  }

  static long whole(String number) {
    return Long.parseLong(number.replaceAll("[^\\d-]", ""));
  }

  static double decimal(String number) {
    return Double.parseDouble(number.strip().replace(',', '.'));
  }

  /// As [#one], as a number; the commas between thousands are left out.
  static double number(String pattern, String text) {
    return Double.parseDouble(one(pattern, text).replace(",", ""));
  }
}
