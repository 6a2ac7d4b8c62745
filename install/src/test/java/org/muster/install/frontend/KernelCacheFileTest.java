package org.muster.install.frontend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The file with the kernel's cache")
class KernelCacheFileTest {

  @TempDir private Path folder = Path.of("");

  private Path jar(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  @Test
  void has_another_name_when_a_jar_has_changed() throws Exception {
    Path library = jar("library.jar", "library");
    String name = KernelCacheFile.name(List.of(jar("kernel.jar", "kernel 1"), library));
    assertTrue(name.matches("muster-kernel-[0-9a-f]{16}"), name);
    Path changed = jar("kernel.jar", "kernel 2");
    assertNotEquals(name, KernelCacheFile.name(List.of(changed, library)));
  }

  @Test
  void has_the_same_name_for_the_same_jars_elsewhere() throws Exception {
    Path here = jar("here.jar", "kernel");
    Path there = jar("there.jar", "kernel");
    assertEquals(KernelCacheFile.name(List.of(here)), KernelCacheFile.name(List.of(there)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".lock", ".unfinished"})
  void is_known_by_its_name_while_it_is_made_too(String end) {
    assertTrue(KernelCacheFile.isOne(Path.of("lib", "muster-kernel-0f-25.0.3.aot" + end)));
    assertFalse(KernelCacheFile.isOne(Path.of("lib.aot", "muster-kernel.jar" + end)));
  }
}
