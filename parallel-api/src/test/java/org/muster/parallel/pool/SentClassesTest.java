package org.muster.parallel.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.muster.parallel.spi.CellClass;

@DisplayName("The class files that a worker was sent")
class SentClassesTest {

  private final SentClasses sent = new SentClasses();

  private static CellClass version(int version) {
    byte[] bytes = new byte[4096];
    bytes[0] = (byte) version;
    bytes[1] = (byte) (version >> 8);
    return CellClass.of("REPL.$JShell$1", bytes, 1);
  }

  @Test
  void are_not_sent_again() {
    assertTrue(sent.add(version(1)));
    assertFalse(sent.add(version(1)));
    assertTrue(sent.has(version(1)));
    assertEquals(List.of(), sent.trim());
  }

  @Test
  void are_forgotten_and_sent_again_if_many_came_since_their_last_use() {
    boolean _ = sent.add(version(0));
    Set<String> there = new HashSet<>();
    int most = 0;
    for (int i = 1; i < 5_000; i++) {
      assertFalse(sent.add(version(0)), "it is in use");
      assertTrue(sent.add(version(i)));
      there.add(version(i).sha256());
      sent.trim().forEach(hash -> assertTrue(there.remove(hash)));
      most = Math.max(most, there.size());
    }
    assertTrue(most < 1_000, "" + most);
    assertTrue(sent.add(version(1)));
  }
}
