package org.muster.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.muster.parallel.closure.CellLoader;
import org.muster.parallel.closure.CellTransform;
import org.muster.parallel.spi.CellClass;

/// Compiled code that exists in no file, as that of notebook cells: a kernel without the kernel.
///
/// @param classFiles by binary name, as the compiler made them
record CellCode(Map<String, byte[]> classFiles) {

  /// Compiles one source file for each class.
  ///
  /// @param sources by the binary name of the class that the file is called after
  /// @throws BenchmarkException if the compiler refuses them
  static CellCode compile(Map<String, String> sources) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw BenchmarkException.refused("this Java has no compiler; take a JDK.");
    }
    try (var files = new MemoryFiles(compiler.getStandardFileManager(null, null, null))) {
      List<Source> units =
          sources.entrySet().stream().map(e -> new Source(e.getKey(), e.getValue())).toList();
      var complaints = new StringWriter();
      String classPath = System.getProperty("java.class.path");
      // As a kernel compiles cells.
      List<String> options = List.of("-g", "-parameters", "-proc:none", "-cp", classPath);
      if (!compiler.getTask(complaints, files, null, options, null, units).call()) {
        throw BenchmarkException.failed("a cell does not compile: " + complaints);
      }
      return new CellCode(files.classFiles());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The classes of a notebook that has just run these cells: made fit to travel, known to nobody.
  CellLoader load() {
    var loader = new CellLoader(CellCode.class.getClassLoader(), _ -> null);
    CellTransform.transformAll(classFiles, loader)
        .forEach((name, bytes) -> loader.add(CellClass.of(name, bytes, 1)));
    return loader;
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String className, String text) {
      super(URI.create("cell:///" + className.replace('.', '/') + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  /// Keeps what the compiler writes.
  private static final class MemoryFiles
      extends ForwardingJavaFileManager<StandardJavaFileManager> {

    private final Map<String, ByteArrayOutputStream> written = new LinkedHashMap<>();

    MemoryFiles(StandardJavaFileManager standard) {
      super(standard);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        JavaFileManager.Location location,
        String className,
        JavaFileObject.Kind kind,
        FileObject sibling) {
      return new SimpleJavaFileObject(URI.create("class:///" + className), kind) {
        @Override
        public OutputStream openOutputStream() {
          var bytes = new ByteArrayOutputStream();
          written.put(className, bytes);
          return bytes;
        }
      };
    }

    Map<String, byte[]> classFiles() {
      Map<String, byte[]> all = new LinkedHashMap<>();
      written.forEach((name, bytes) -> all.put(name, bytes.toByteArray()));
      return all;
    }
  }
}
