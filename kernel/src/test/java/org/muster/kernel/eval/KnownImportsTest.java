package org.muster.kernel.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Status;
import jdk.jshell.SnippetEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An import that is known to be right")
class KnownImportsTest {

  private final JShell shell = JShell.builder().executionEngine("local").build();
  private final KnownImports imports = Objects.requireNonNull(KnownImports.of(shell));

  @BeforeEach
  void enter_two() {
    assertTrue(imports.add("import java.util.*;"));
    assertTrue(imports.add("import static java.lang.Math.*;"));
  }

  @AfterEach
  void close() {
    shell.close();
  }

  @Test
  void is_seen_by_all_code() {
    assertEquals("[1, 2]", value("List.of(1, max(1, 2))"));
    assertEquals(
        Status.VALID, eval("int two(Set<String> words) { return words.size(); }").status());
  }

  @Test
  void is_listed_like_one_that_was_evaluated() {
    assertEquals(
        List.of("java.util.*", "java.lang.Math.*"),
        shell.imports().map(each -> each.fullname()).toList());
    assertTrue(shell.snippets().allMatch(each -> shell.status(each) == Status.VALID));
    assertEquals(List.of("1", "2"), shell.snippets().map(Snippet::id).toList());
  }

  @Test
  void can_be_imported_again_and_resets_nothing() {
    SnippetEvent declared = eval("List<Integer> numbers = new ArrayList<>(List.of(7));");
    assertEquals(Status.VALID, declared.status());
    assertEquals(Status.VALID, eval("import java.util.*;").status());
    assertEquals("[7]", value("numbers"));
    assertEquals(2, shell.imports().count());
  }

  @Test
  void gives_way_to_one_of_a_single_class() {
    assertEquals(Status.VALID, eval("import java.awt.List;").status());
    assertEquals("true", value("List.class.getName().startsWith(\"java.awt\")"));
  }

  @Test
  void can_be_dropped() {
    Snippet first = shell.snippets().findFirst().orElseThrow();
    var _ = shell.drop(first);
    assertEquals(Status.REJECTED, eval("List.of(1)").status());
  }

  @Test
  void is_nothing_but_an_import() {
    assertFalse(imports.add("int importance = 1;"));
    assertEquals(2, shell.snippets().count());
  }

  private SnippetEvent eval(String code) {
    return shell.eval(code).getFirst();
  }

  private String value(String code) {
    return eval(code).value();
  }
}
