package org.muster.kernel.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The compiler's table of classes")
class ClassTableTest {

  private static final String OF_CELL = "REPL.$JShell$12$Dog";
  private static final String OF_JDK = "java.util.List";

  private final ClassTable table =
      new ClassTable(
          Map.of(
              OF_JDK,
              new HashMap<>(Map.of("java.base", "List")),
              "REPL.$JShell$3",
              new HashMap<>(Map.of("unnamed", "cell 3"))));

  @Test
  void shows_those_of_cells_to_who_asks_for_all() {
    table.computeIfAbsent(OF_CELL, _ -> new HashMap<>()).put("unnamed", "Dog");
    table.computeIfAbsent("java.util.Map", _ -> new HashMap<>()).put("java.base", "Map");
    assertEquals(2, table.values().size());
    assertTrue(table.values().contains(Map.of("unnamed", "Dog")));
  }

  @Test
  void has_all_others_by_their_names() {
    table.computeIfAbsent("java.util.Map", _ -> new HashMap<>()).put("java.base", "Map");
    assertEquals(Map.of("java.base", "List"), table.get(OF_JDK));
    assertEquals(Map.of("java.base", "Map"), table.get("java.util.Map"));
  }

  @Test
  void lets_them_be_emptied_while_they_are_shown_and_forgets_their_names() {
    table.computeIfAbsent(OF_CELL, _ -> new HashMap<>()).put("unnamed", "Dog");
    table.values().forEach(Map::clear);
    assertEquals(List.of(), List.copyOf(table.values()));
    assertFalse(table.containsKey(OF_CELL));
    assertTrue(table.containsKey(OF_JDK));
    table.computeIfAbsent(OF_CELL, _ -> new HashMap<>()).put("unnamed", "Dog again");
    assertEquals(1, table.values().size());
  }
}
