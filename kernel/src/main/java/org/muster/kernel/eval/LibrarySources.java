package org.muster.kernel.eval;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// Documentation comments of libraries whose sources lie beside them, as in Maven's local
/// repository: `words-1.0-sources.jar` beside `words-1.0.jar`; and of the JDK, the sources of which
/// lie in it.
final class LibrarySources {

  private static final String JAR = ".jar";

  private LibrarySources() {}

  /// The comments of a type (an empty name) or of its members with a name, in the order of the
  /// source; empty if there is no source.
  ///
  /// @param parameters how many a method must have, or -1 for any number
  static List<String> comments(Class<?> type, String member, int parameters) {
    Path jar = sourcesOf(type);
    if (jar == null) {
      return List.of();
    }
    Class<?> top = type;
    while (top.getEnclosingClass() != null) {
      top = top.getEnclosingClass();
    }
    String module = top.getModule().isNamed() ? top.getModule().getName() + "/" : "";
    try (var zip = new ZipFile(jar.toFile())) {
      ZipEntry entry = zip.getEntry(module + top.getName().replace('.', '/') + ".java");
      if (entry == null) {
        return List.of();
      }
      String text = new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
      return comments(text, type.getSimpleName(), member, parameters);
    } catch (IOException e) {
      return List.of(); // as if there were none
    }
  }

  private static @Nullable Path sourcesOf(Class<?> type) {
    if (type.getModule().isNamed()) {
      Path ofJdk = Path.of(System.getProperty("java.home"), "lib", "src.zip");
      return Files.isReadable(ofJdk) ? ofJdk : null;
    }
    CodeSource code = type.getProtectionDomain().getCodeSource();
    if (code == null || code.getLocation() == null) {
      return null;
    }
    try {
      Path jar = Path.of(code.getLocation().toURI());
      String name = String.valueOf(jar.getFileName());
      if (!name.endsWith(JAR)) {
        return null;
      }
      String plain = name.substring(0, name.length() - JAR.length());
      Path sources = jar.resolveSibling(plain + "-sources" + JAR);
      return Files.exists(sources) ? sources : null;
    } catch (URISyntaxException
        | IllegalArgumentException
        | java.nio.file.FileSystemNotFoundException e) {
      return null;
    }
  }

  /// The same of a type that this text declares.
  static List<String> comments(String text, String type, String member, int parameters) {
    try {
      return parsed(text, type, member, parameters);
    } catch (IOException e) {
      throw new UncheckedIOException("the text is in memory", e);
    }
  }

  private static List<String> parsed(String text, String type, String member, int parameters)
      throws IOException {
    var source =
        new SimpleJavaFileObject(URI.create("string:///Source.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
          }
        };
    var task =
        (JavacTask)
            ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, _ -> {}, List.of("-proc:none"), null, List.of(source));
    DocTrees trees = DocTrees.instance(task);
    List<String> found = new ArrayList<>();
    for (CompilationUnitTree unit : task.parse()) {
      for (Tree each : unit.getTypeDecls()) {
        collect(trees, new TreePath(new TreePath(unit), each), type, member, parameters, found);
      }
    }
    return found;
  }

  private static void collect(
      DocTrees trees, TreePath at, String type, String member, int parameters, List<String> found) {
    if (!(at.getLeaf() instanceof ClassTree declared)) {
      return;
    }
    boolean isThis = declared.getSimpleName().contentEquals(type);
    if (isThis && member.isEmpty()) {
      add(trees, at, found);
    }
    for (Tree each : declared.getMembers()) {
      var path = new TreePath(at, each);
      boolean wanted =
          switch (each) {
            case MethodTree method ->
                method.getName().contentEquals(member)
                    && (parameters < 0 || method.getParameters().size() == parameters);
            case VariableTree field -> field.getName().contentEquals(member);
            default -> false;
          };
      if (isThis && wanted) {
        add(trees, path, found);
      }
      collect(trees, path, type, member, parameters, found);
    }
  }

  private static void add(DocTrees trees, TreePath at, List<String> found) {
    String comment = trees.getDocComment(at);
    found.add(comment == null ? "" : comment.strip());
  }
}
