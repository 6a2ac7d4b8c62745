package org.muster.kernel.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A pattern")
class GlobTest {

  @ParameterizedTest(name = "{0} on {1}: {2}")
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "``, ``, true",
        "*, ``, true",
        "?, ``, false",
        "a*b, ab, true",
        "a*b, a-b-b, true",
        "a*b, a-b-c, false",
        "*a*, bab, true",
        "f(?), f(x), true",
        "f(?), f(xy), false",
        "?😀, 😀😀, true",
        ".*, abc, false",
        "[a], a, false",
      })
  void means_what_it_means_in_a_shell(String pattern, String text, boolean matches) {
    assertEquals(matches, Glob.matches(pattern, text));
  }

  @Test
  @Timeout(30)
  void with_many_stars_takes_no_longer_than_its_length_allows() {
    assertFalse(Glob.matches("*a".repeat(1_000) + "b", "a".repeat(20_000)));
  }
}
