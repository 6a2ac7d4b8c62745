package org.muster.kernel.history;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.muster.kernel.message.Request;

@DisplayName("The history")
class HistoryTest {

  private final History history = History.inMemory();

  @BeforeEach
  void four_cells() {
    history.add(1, "1 + 1", "2");
    history.add(2, "int x = 1;", null);
    history.add(3, "f(x)", "7");
    history.add(4, "1 + 1", "2");
  }

  @Test
  void gives_its_last_cells_in_order() {
    assertEquals("[[1,3,\"f(x)\"],[1,4,\"1 + 1\"]]", find("tail", false, 0, 0, -1, 2, "*", false));
  }

  @Test
  void gives_values_too_where_they_are_wanted() {
    assertEquals(
        "[[1,2,[\"int x = 1;\",null]],[1,3,[\"f(x)\",\"7\"]]]",
        find("range", true, 0, 2, 4, -1, "*", false));
  }

  @Test
  void knows_no_session_but_its_own() {
    assertEquals("[]", find("range", false, 2, 0, -1, -1, "*", false));
    assertEquals("[[1,4,\"1 + 1\"]]", find("range", false, 1, 4, -1, -1, "*", false));
  }

  @Test
  void is_searched_with_stars_and_question_marks_and_nothing_else() {
    assertEquals(
        "[[1,1,\"1 + 1\"],[1,4,\"1 + 1\"]]", find("search", false, 0, 0, -1, -1, "1 + *", false));
    assertEquals("[[1,3,\"f(x)\"]]", find("search", false, 0, 0, -1, -1, "f(?)", false));
    assertEquals("[]", find("search", false, 0, 0, -1, -1, ".*", false));
  }

  @Test
  void leaves_out_repetitions_where_that_is_wanted() {
    assertEquals("[[1,4,\"1 + 1\"]]", find("search", false, 0, 0, -1, -1, "1*", true));
    assertEquals("[[1,3,\"f(x)\"],[1,4,\"1 + 1\"]]", find("search", false, 0, 0, -1, 2, "*", true));
  }

  @Test
  void forgets_the_oldest_when_there_are_a_thousand() {
    for (int i = 5; i <= 2000; i++) {
      history.add(i, "x", null);
    }
    assertEquals("[[1,1001,\"x\"]]", find("range", false, 0, 0, 1002, -1, "*", false));
  }

  private String find(
      String access,
      boolean output,
      int session,
      int start,
      int stop,
      int n,
      String pattern,
      boolean unique) {
    return history
        .find(new Request.History(access, output, session, start, stop, n, pattern, unique))
        .toString();
  }
}
