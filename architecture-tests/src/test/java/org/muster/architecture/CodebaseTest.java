package org.muster.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Without this a module that nobody added to this one's dependencies would obey every rule.
@DisplayName("The rules")
class CodebaseTest {

  private static final Path SOURCES = Path.of("src", "main", "java");

  @Test
  void see_every_class_that_a_module_declares() throws IOException {
    List<String> missing = new ArrayList<>();
    Path root = Path.of(System.getProperty("muster.root", ".."));
    List<Path> sources = sourceFolders(root);
    assertFalse(sources.isEmpty(), "no sources below " + root);
    for (Path folder : sources) {
      try (var files = Files.walk(folder)) {
        files
            .map(file -> folder.relativize(file).toString())
            .filter(file -> file.endsWith(".java"))
            .map(file -> file.substring(0, file.length() - 5).replace(File.separatorChar, '.'))
            .filter(name -> !Codebase.CLASSES.contain(name))
            .forEach(missing::add);
      }
    }
    assertEquals(List.of(), missing, "add their module to the dependencies of this one");
  }

  /// Of each module, and of each one below a folder of modules.
  private static List<Path> sourceFolders(Path root) throws IOException {
    try (var folders = Files.walk(root, 2)) {
      return folders.map(folder -> folder.resolve(SOURCES)).filter(Files::isDirectory).toList();
    }
  }
}
