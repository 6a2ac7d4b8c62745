package org.muster.kernel.eval;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.JShell;
import jdk.jshell.MethodSnippet;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.SubKind;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.TypeDeclSnippet;
import jdk.jshell.VarSnippet;
import org.jspecify.annotations.Nullable;

/// What the cells of a notebook have declared and can name.
///
/// **Threads.** Used by the thread that evaluates, or by the cell's own while that waits for it.
public final class Declarations {

  private final JShell shell;
  private final SourceCodeAnalysis analysis;
  private final CellClassLoader loader;
  private final SnippetPlaces places;

  Declarations(
      JShell shell, SourceCodeAnalysis analysis, CellClassLoader loader, SnippetPlaces places) {
    this.shell = shell;
    this.analysis = analysis;
    this.loader = loader;
    this.places = places;
  }

  /// A variable, method or type of a cell.
  ///
  /// @param type of a variable; else `method`, `class`, `record`, `interface`, …
  /// @param value of a variable; the signature of a method
  /// @param source its code
  /// @param comment its documentation comment, with its marks; empty if it has none
  public record Declared(
      String name, String type, @Nullable Object value, int cell, String source, String comment) {}

  /// Everything in the order of its declaration; results without a name are none.
  public List<Declared> list() {
    List<Declared> all = new ArrayList<>();
    shell
        .snippets()
        .filter(snippet -> shell.status(snippet).isActive())
        .filter(snippet -> snippet.subKind() != SubKind.TEMP_VAR_EXPRESSION_SUBKIND)
        .forEach(snippet -> {
          if (snippet instanceof DeclarationSnippet declaration) {
            Declared declared = declared(declaration);
            if (declared != null) {
              all.add(declared);
            }
          }
        });
    return all;
  }

  /// What has this name: several methods, or one of another kind, or nothing.
  List<Declared> named(String name) {
    return list().stream().filter(each -> each.name().equals(name)).toList();
  }

  /// The names that code can use, also those that every notebook has.
  List<String> names(Class<? extends DeclarationSnippet> kind) {
    return shell
        .snippets()
        .filter(kind::isInstance)
        .filter(snippet -> shell.status(snippet).isActive())
        .map(snippet -> kind.cast(snippet).name())
        .filter(name -> !name.startsWith("$"))
        .distinct()
        .toList();
  }

  /// The snippets that declare a name.
  List<DeclarationSnippet> snippets(String name) {
    return shell
        .snippets()
        .filter(snippet -> shell.status(snippet).isActive())
        .filter(DeclarationSnippet.class::isInstance)
        .map(DeclarationSnippet.class::cast)
        .filter(declaration -> declaration.name().equals(name))
        .toList();
  }

  private @Nullable Declared declared(DeclarationSnippet snippet) {
    String wrapper = analysis.wrapper(snippet).fullClassName();
    SnippetPlaces.Written written = places.written(wrapper);
    if (written == null) {
      return null; // of the start-up
    }
    return new Declared(
        snippet.name(),
        kind(snippet),
        switch (snippet) {
          case VarSnippet variable -> valueOf(variable, wrapper);
          case MethodSnippet method -> signature(method);
          default -> null;
        },
        written.source().cell(),
        snippet.source().strip(),
        written.comment());
  }

  /// A method as it is declared.
  static String signature(MethodSnippet method) {
    String type = method.signature();
    int parameters = type.indexOf('(') + 1;
    int end = type.lastIndexOf(')');
    return end < 0
        ? method.name() + "(" + method.parameterTypes() + ")"
        : "%s %s(%s)"
            .formatted(type.substring(end + 1), method.name(), type.substring(parameters, end));
  }

  private static String kind(Snippet snippet) {
    return switch (snippet) {
      case VarSnippet variable -> variable.typeName();
      case MethodSnippet _ -> "method";
      case TypeDeclSnippet type ->
          type.subKind()
              .name()
              .replace("_SUBKIND", "")
              .replace("_TYPE", "")
              .toLowerCase(Locale.ROOT);
      default -> "";
    };
  }

  private @Nullable Object valueOf(VarSnippet variable, String wrapper) {
    SnippetLoader snippet = loader.find(wrapper);
    if (snippet == null) {
      return null;
    }
    try {
      Field field = snippet.loadOwn(wrapper).getDeclaredField(variable.name());
      field.setAccessible(true);
      return field.get(null);
    } catch (ReflectiveOperationException | LinkageError e) {
      return null; // it has none yet
    }
  }
}
