package org.muster.kernel.eval;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import javax.tools.JavaFileObject;
import javax.tools.JavaFileObject.Kind;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The classes of the kernel's jars")
class JarClassesTest {

  private static final String PACKAGE = DisplayData.class.getPackageName();

  private final Path jar = jar();
  private final JarClasses classes = new JarClasses(List.of(jar));

  @Test
  void are_those_that_the_compiler_would_list_itself() throws Exception {
    try (StandardJavaFileManager plain =
        ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null)) {
      plain.setLocationFromPaths(StandardLocation.CLASS_PATH, List.of(jar));
      for (String name : List.of(PACKAGE, "org.dflib.jjava.jupyter", "no.such.name", "")) {
        Iterable<JavaFileObject> listed =
            plain.list(StandardLocation.CLASS_PATH, name, EnumSet.of(Kind.CLASS), false);
        List<String> expected = new ArrayList<>();
        listed.forEach(file ->
            expected.add(String.valueOf(plain.inferBinaryName(StandardLocation.CLASS_PATH, file))));
        assertEquals(
            expected.stream().sorted().toList(),
            classes.in(name).stream().map(JarClasses::binaryName).sorted().toList());
      }
    }
    assertFalse(classes.in(PACKAGE).isEmpty());
  }

  @Test
  void have_content_and_a_name() throws Exception {
    JavaFileObject file =
        classes.in(PACKAGE).stream()
            .filter(each -> DisplayData.class.getName().equals(JarClasses.binaryName(each)))
            .findFirst()
            .orElseThrow();
    try (InputStream there = file.openInputStream();
        InputStream expected =
            requireNonNull(DisplayData.class.getResourceAsStream("DisplayData.class"))) {
      assertEquals(hex(expected), hex(there));
    }
    assertTrue(file.isNameCompatible("DisplayData", Kind.CLASS));
    assertFalse(file.isNameCompatible("Data", Kind.CLASS));
    assertTrue(file.toUri().toString().endsWith("/DisplayData.class"), file.toUri().toString());
    assertTrue(file.getName().contains(jar.getFileName().toString()), file.getName());
  }

  @Test
  void are_told_from_other_files() throws Exception {
    try (StandardJavaFileManager plain =
        ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null)) {
      assertNull(
          JarClasses.binaryName(plain.getJavaFileObjects(Path.of("A.class")).iterator().next()));
    }
  }

  private static String hex(InputStream bytes) throws Exception {
    return HexFormat.of().formatHex(bytes.readAllBytes());
  }

  private static Path jar() {
    try {
      return Path.of(DisplayData.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
