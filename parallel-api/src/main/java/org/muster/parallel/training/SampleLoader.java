package org.muster.parallel.training;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.Task;
import org.muster.parallel.closure.CellTransform;
import org.muster.parallel.closure.ConstantTexts;
import org.muster.parallel.spi.CellClass;
import org.muster.parallel.spi.ClassSource;

/// Has [SampleCell] travel as a cell of a notebook does, under the names that JShell gives. Under
/// its own a worker would take it from the class path.
final class SampleLoader extends ClassLoader implements ClassSource {

  private final Map<String, CellClass> classes = new LinkedHashMap<>();

  private SampleLoader() throws IOException {
    super("sample", SampleLoader.class.getClassLoader());
    Map<String, byte[]> compiled = new LinkedHashMap<>();
    for (Class<?> type : SampleCell.TYPES) {
      String file = type.getName().substring(type.getPackageName().length() + 1) + ".class";
      try (InputStream in = type.getResourceAsStream(file)) {
        if (in == null) {
          throw new IOException("the class path lacks " + file);
        }
        compiled.put(
            renamed(type.getName()),
            ConstantTexts.replace(in.readAllBytes(), SampleLoader::renamed));
      }
    }
    CellTransform.transformAll(compiled, getParent())
        .forEach((name, bytes) -> classes.put(name, CellClass.of(name, bytes, 1)));
  }

  private static String renamed(String text) {
    String name = SampleCell.class.getName();
    return text.replace(name, "REPL.$JShell$0").replace(name.replace('.', '/'), "REPL/$JShell$0");
  }

  @SuppressWarnings("unchecked")
  static List<Task<Integer, ?>> tasks() {
    try {
      Class<?> cell = new SampleLoader().loadClass(renamed(SampleCell.class.getName()));
      return (List<Task<Integer, ?>>) cell.getMethod("tasks").invoke(null);
    } catch (ReflectiveOperationException | IOException e) {
      throw new IllegalStateException("the sample cell cannot be loaded", e);
    }
  }

  @Override
  public @Nullable CellClass cellClass(String name) {
    return classes.get(name);
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    CellClass found = classes.get(name);
    if (found == null) {
      throw new ClassNotFoundException(name);
    }
    return defineClass(name, found.bytes(), 0, found.bytes().length);
  }
}
