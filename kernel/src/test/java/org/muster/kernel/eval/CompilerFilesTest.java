package org.muster.kernel.eval;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import javax.tools.JavaFileManager.Location;
import javax.tools.JavaFileObject;
import javax.tools.JavaFileObject.Kind;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The files that JShell's compilers see")
class CompilerFilesTest {

  private final StandardJavaFileManager plain =
      ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null);
  private final CompilerFiles files = new CompilerFiles(plain, new JarClasses(List.of()));

  @AfterEach
  void close() throws IOException {
    files.close();
  }

  @Test
  void are_those_of_the_jdk_listed_once() throws Exception {
    Location base =
        requireNonNull(files.getLocationForModule(StandardLocation.SYSTEM_MODULES, "java.base"));
    Iterable<JavaFileObject> listed = files.list(base, "java.util", EnumSet.of(Kind.CLASS), false);
    assertEquals(
        names(plain.list(base, "java.util", EnumSet.of(Kind.CLASS), false)), names(listed));
    assertFalse(names(listed).isEmpty());
    assertSame(listed, files.list(base, "java.util", EnumSet.of(Kind.CLASS), false));
    assertEquals(List.of(), names(files.list(base, "java.util", EnumSet.of(Kind.SOURCE), false)));
  }

  @Test
  void have_none_of_a_library_in_the_package_of_cells() throws Exception {
    assertEquals(
        List.of(),
        names(files.list(StandardLocation.CLASS_PATH, "REPL", EnumSet.of(Kind.CLASS), false)));
  }

  private static List<String> names(Iterable<JavaFileObject> files) {
    List<String> names = new ArrayList<>();
    files.forEach(file -> names.add(file.getName()));
    return names.stream().sorted().toList();
  }
}
