package org.muster.kernel.eval;

import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.JShell;
import jdk.jshell.MethodSnippet;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.VarSnippet;
import org.jspecify.annotations.Nullable;

/// What the things are that could stand at a cursor, with their signatures: JShell itself has only
/// their names.
///
/// The type in front of the point is asked of the compiler once, and its members are read by
/// reflection: asking the compiler for each member takes longer than people wait.
///
/// **Threads.** Used by the thread that evaluates.
public final class CompletionKinds {

  private static final int MOST_OVERLOADS = 3;

  /// What every object has is seldom what somebody looks for.
  private static final Set<String> OF_ANY_OBJECT =
      Arrays.stream(Object.class.getDeclaredMethods())
          .map(Method::getName)
          .collect(Collectors.toSet());

  private final JShell shell;
  private final SourceCodeAnalysis analysis;
  private final ClassNames names;

  CompletionKinds(JShell shell, SourceCodeAnalysis analysis, ClassNames names) {
    this.shell = shell;
    this.analysis = analysis;
    this.names = names;
  }

  /// Something that could stand at the cursor.
  ///
  /// @param kind in the words of front ends: `function`, `class`, `instance`, `keyword`, `module`
  /// @param signature empty if it is not known
  public record Item(String text, String kind, String signature) {}

  /// Whether every object has such a method, and a class adds nothing to it.
  static boolean isOfAnyObject(String match) {
    String name = nameOf(match);
    return match.contains("(")
        && OF_ANY_OBJECT.contains(name)
        && !name.equals("equals")
        && !name.equals("toString");
  }

  /// The kinds of all matches, in their order.
  ///
  /// @param snippet offset of the snippet that holds the cursor
  /// @param start offset of what the matches replace
  List<Item> of(String code, int snippet, int start, List<String> matches) {
    boolean isReference = MethodReferences.isAt(code, start);
    if (isReference || (start > snippet && code.charAt(start - 1) == '.')) {
      String receiver =
          isReference
              ? MethodReferences.receiver(code, snippet, start)
              : code.substring(Receivers.start(code, snippet, start - 1), start - 1).strip();
      Map<String, List<String>> members = members(receiver);
      String unknown = isReference ? "function" : isPackage(receiver) ? "module" : "property";
      return matches.stream().map(match -> member(match, members, unknown)).toList();
    }
    Map<String, Item> declared = new HashMap<>();
    shell
        .snippets()
        .filter(each -> shell.status(each).isActive())
        .filter(DeclarationSnippet.class::isInstance)
        .map(DeclarationSnippet.class::cast)
        .forEach(each -> declared.merge(each.name(), item(each), CompletionKinds::overloaded));
    return matches.stream().map(match -> simple(match, declared)).toList();
  }

  private static Item overloaded(Item first, Item second) {
    return new Item(first.text, second.kind, first.signature + "\n" + second.signature);
  }

  private static Item item(DeclarationSnippet snippet) {
    return switch (snippet) {
      case VarSnippet variable ->
          new Item(variable.name(), "instance", variable.typeName() + " " + variable.name());
      case MethodSnippet method ->
          new Item(method.name(), "function", Declarations.signature(method));
      default -> new Item(snippet.name(), "class", "");
    };
  }

  private Item simple(String match, Map<String, Item> declared) {
    Item known = declared.get(nameOf(match));
    if (known != null) {
      return new Item(match, known.kind, known.signature);
    }
    String kind =
        match.contains("(")
            ? "function"
            : match.contains(".")
                ? "module"
                : SourceVersion.isKeyword(match.strip())
                    ? "keyword"
                    : isConstant(match)
                        ? "property"
                        : Character.isUpperCase(match.codePointAt(0)) ? "class" : "instance";
    return new Item(match, kind, "");
  }

  /// Whether a name that stands alone is that of a constant, as behind `case`.
  private boolean isConstant(String name) {
    return name.equals(name.toUpperCase(Locale.ROOT))
        && Character.isUpperCase(name.codePointAt(0))
        && names.find(name) == null;
  }

  /// @param unknown the kind of what is neither a method nor a type
  private static Item member(String match, Map<String, List<String>> members, String unknown) {
    List<String> signatures = members.getOrDefault(nameOf(match), List.of());
    boolean isMethod = !signatures.isEmpty() && signatures.getFirst().endsWith(")");
    String kind =
        match.contains("(") || isMethod
            ? "function"
            : match.equals("new")
                ? "keyword"
                : Character.isUpperCase(match.codePointAt(0)) && signatures.isEmpty()
                    ? "class"
                    : unknown;
    return new Item(match, kind, text(signatures));
  }

  private static String text(List<String> signatures) {
    String text =
        String.join("\n", signatures.subList(0, Math.min(signatures.size(), MOST_OVERLOADS)));
    int more = signatures.size() - MOST_OVERLOADS;
    return more > 0 ? text + "\n… %d more".formatted(more) : text;
  }

  /// The signatures of the members of a type by name; empty if it is no expression or type that is
  /// known here.
  private Map<String, List<String>> members(String receiver) {
    Class<?> type = typeOf(receiver);
    Map<String, List<String>> members = new HashMap<>();
    if (type == null) {
      return members;
    }
    try {
      Arrays.stream(type.getFields())
          .forEach(field ->
              add(members, field.getName(), name(field.getType()) + " " + field.getName()));
      Arrays.stream(type.getMethods())
          .filter(method -> !method.isBridge())
          .sorted(
              Comparator.comparingInt(Method::getParameterCount)
                  .thenComparing(method -> parameters(method)))
          .forEach(method ->
              add(
                  members,
                  method.getName(),
                  name(method.getReturnType()) + " " + method.getName() + parameters(method)));
    } catch (LinkageError e) {
      // a library that is not complete: what it has is known by name only
    }
    return members;
  }

  private static boolean isPackage(String name) {
    return ModuleLayer.boot().modules().stream()
        .flatMap(module -> module.getPackages().stream())
        .anyMatch(each -> each.equals(name) || each.startsWith(name + "."));
  }

  /// The types that declare a member of a type, this one first; itself if it is asked for no
  /// member.
  ///
  /// @param parameters how many a method must have, or -1 for a field
  static List<Class<?>> declaring(Class<?> type, String member, int parameters) {
    if (member.isEmpty()) {
      return List.of(type);
    }
    try {
      return Stream.concat(
              Stream.<Class<?>>of(type),
              Arrays.stream(type.getMethods())
                  .filter(method ->
                      method.getName().equals(member)
                          && (parameters < 0 || method.getParameterCount() == parameters))
                  .<Class<?>>map(Method::getDeclaringClass))
          .distinct()
          .toList();
    } catch (LinkageError e) {
      return List.of(type);
    }
  }

  private static void add(Map<String, List<String>> members, String name, String signature) {
    List<String> known = members.computeIfAbsent(name, _ -> new ArrayList<>());
    if (!known.contains(signature)) {
      known.add(signature);
    }
  }

  private static String parameters(Executable method) {
    return Stream.of(method.getParameters())
        .map(each ->
            each.isNamePresent()
                ? name(each.getType()) + " " + each.getName()
                : name(each.getType()))
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private static String name(Class<?> type) {
    return type.getSimpleName();
  }

  /// Whether this is the name of a type.
  boolean isType(String name) {
    return names.find(name) != null;
  }

  /// Whether this is the name of an annotation.
  boolean isAnnotation(String name) {
    Class<?> type = names.find(name);
    return type != null && type.isAnnotation();
  }

  /// The class of an expression, or the class of this name; null if it is neither.
  @Nullable Class<?> typeOf(String receiver) {
    if (receiver.isEmpty()) {
      return null;
    }
    if (Character.isUpperCase(receiver.codePointAt(0))) {
      Class<?> named = names.find(receiver);
      if (named != null) {
        return named;
      }
    }
    if (receiver.startsWith("\"") && receiver.indexOf('"', 1) == receiver.length() - 1) {
      return String.class;
    }
    String type = analysis.analyzeType(receiver, receiver.length());
    return type == null ? names.find(receiver) : names.find(type);
  }

  private static String nameOf(String match) {
    int end = match.indexOf('(');
    return (end < 0 ? match : match.substring(0, end)).strip();
  }
}
