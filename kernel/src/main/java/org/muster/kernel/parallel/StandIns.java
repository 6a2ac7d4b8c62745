package org.muster.kernel.parallel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.constant.ClassDesc;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.muster.kernel.display.Notebook;
import org.muster.kernel.display.TaskNotebook;
import org.muster.kernel.display.TaskValues;
import org.muster.parallel.spi.CellClass;

/// The classes that workers get so that tasks can display: code that was compiled against
/// [Notebook] finds there a class of that name which is really [TaskNotebook].
///
/// **Threads.** May be used from any thread.
final class StandIns {

  /// Files of classes by the names that these have in workers.
  private static final Map<String, String> FILES = files();

  private final Map<String, CellClass> made = new ConcurrentHashMap<>();

  /// The class that goes by this name in workers, or null if none does.
  @Nullable CellClass get(String name) {
    String file = FILES.get(name);
    return file == null ? null : made.computeIfAbsent(name, _ -> renamed(file, name));
  }

  /// Only what declares the class is changed: one that is renamed does not mention itself.
  private static CellClass renamed(String file, String name) {
    ClassFile format = ClassFile.of();
    byte[] bytes =
        format.transformClass(
            format.parse(bytesOf(file)), ClassDesc.of(name), ClassTransform.ACCEPT_ALL);
    return CellClass.of(name, bytes, 0);
  }

  private static Map<String, String> files() {
    Map<String, String> files = new HashMap<>();
    files.put(Notebook.class.getName(), TaskNotebook.class.getSimpleName() + ".class");
    for (String each : TaskValues.CLASSES) {
      files.put(Notebook.class.getPackageName() + "." + each, each + ".class");
    }
    return Map.copyOf(files);
  }

  private static byte[] bytesOf(String file) {
    try (InputStream in = Notebook.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("the kernel's class path lacks " + file);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
