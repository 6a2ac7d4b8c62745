package org.muster.kernel.history;

/// `*` and `?` as a shell has them; everything else is meant as it stands. Takes at most as many
/// steps as the two lengths multiplied: a regular expression would take for ever over a pattern
/// with many stars.
final class Glob {

  private Glob() {}

  static boolean matches(String pattern, String text) {
    int[] wanted = pattern.codePoints().toArray();
    int[] given = text.codePoints().toArray();
    int p = 0;
    int t = 0;
    int star = -1;
    int afterStar = 0;
    while (t < given.length) {
      if (p < wanted.length && wanted[p] == '*') {
        star = p++;
        afterStar = t;
      } else if (p < wanted.length && (wanted[p] == '?' || wanted[p] == given[t])) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1; // the last star takes one character more
        t = ++afterStar;
      } else {
        return false;
      }
    }
    while (p < wanted.length && wanted[p] == '*') {
      p++;
    }
    return p == wanted.length;
  }
}
