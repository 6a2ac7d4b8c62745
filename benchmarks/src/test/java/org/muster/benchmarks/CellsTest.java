package org.muster.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.muster.parallel.closure.Packer;
import org.muster.parallel.spi.CellClass;

@DisplayName("The cells that are measured")
class CellsTest {

  @ParameterizedTest(name = "{0} classes")
  @ValueSource(ints = {1, 3, 60})
  void need_as_many_classes_as_they_say_and_the_one_around_them(int classes) throws Exception {
    var task = Cells.chained(Cells.chain(classes).load());
    assertEquals(1 + classes, task.apply(1));
    assertEquals(classes + 1, Packer.packTask(task).classes().size());
  }

  @Test
  void are_classes_of_a_notebook_that_travel() throws Exception {
    var cells = Cells.small().load();
    assertEquals(8, Cells.adding(cells, 7).apply(1));
    assertEquals(1, Cells.constant(cells).call());
    assertEquals(5.0, Cells.reading(cells, new double[] {4, 5}).apply(1));
    List<CellClass> sent = Packer.packTask(Cells.adding(cells, 7)).classes();
    assertEquals(List.of("cells.Small"), sent.stream().map(CellClass::name).toList());
  }

  @Test
  void have_one_new_hash_for_each_new_version() throws Exception {
    var first = Cells.calling(Cells.version(1).load());
    var second = Cells.calling(Cells.version(2).load());
    assertEquals(2, first.apply(1));
    assertEquals(3, second.apply(1));
    Map<String, String> before = hashes(first);
    Map<String, String> after = hashes(second);
    assertEquals(before.get("cells.Caller"), after.get("cells.Caller"));
    assertNotEquals(before.get("cells.Method"), after.get("cells.Method"));
  }

  @Test
  void are_refused_where_they_do_not_compile() {
    var failure =
        assertThrows(
            BenchmarkException.class, () -> CellCode.compile(Map.of("cells.Bad", "class Bad {")));
    assertTrue(failure.getMessage().contains("a cell does not compile"), failure.getMessage());
  }

  private static Map<String, String> hashes(Object task) {
    Map<String, String> hashes = new TreeMap<>();
    Packer.packTask(task).classes().forEach(each -> hashes.put(each.name(), each.sha256()));
    return hashes;
  }
}
