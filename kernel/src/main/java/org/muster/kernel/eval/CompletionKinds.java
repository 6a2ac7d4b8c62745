package org.muster.kernel.eval;

import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
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
    if (start > snippet && code.charAt(start - 1) == '.') {
      String receiver =
          code.substring(startOfReceiver(code, snippet, start - 1), start - 1).strip();
      Map<String, List<String>> members = members(receiver);
      boolean isType = !members.isEmpty();
      return matches.stream().map(match -> member(match, members, isType)).toList();
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

  private static Item simple(String match, Map<String, Item> declared) {
    Item known = declared.get(nameOf(match));
    if (known != null) {
      return new Item(match, known.kind, known.signature);
    }
    String kind =
        match.contains("(")
            ? "function"
            : SourceVersion.isKeyword(match.strip())
                ? "keyword"
                : Character.isUpperCase(match.codePointAt(0)) ? "class" : "instance";
    return new Item(match, kind, "");
  }

  private static Item member(String match, Map<String, List<String>> members, boolean isType) {
    List<String> signatures = members.getOrDefault(nameOf(match), List.of());
    String kind =
        match.contains("(")
            ? "function"
            : Character.isUpperCase(match.codePointAt(0)) && signatures.isEmpty()
                ? "class"
                : isType ? "property" : "module";
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

  /// Where the expression begins that ends at this point: names, calls, indexes and texts, joined
  /// by points.
  static int startOfReceiver(String code, int from, int end) {
    int at = end;
    while (at > from) {
      char c = code.charAt(at - 1);
      if (Character.isJavaIdentifierPart(c) || c == '.') {
        at--;
      } else if (c == ')' || c == ']') {
        at = opening(code, from, at - 1);
      } else if (c == '"') {
        int open = code.lastIndexOf('"', at - 2);
        return open < from ? at : open;
      } else if (Character.isWhitespace(c) && continues(code, from, at)) {
        at--;
      } else {
        break;
      }
    }
    if (at > from + 3 && code.startsWith("new ", at - 4)) {
      return at - 4;
    }
    return at;
  }

  /// Whether the white space in front of this offset is inside a chain of calls.
  private static boolean continues(String code, int from, int at) {
    int before = at;
    while (before > from && Character.isWhitespace(code.charAt(before - 1))) {
      before--;
    }
    boolean pointAhead = at < code.length() && code.substring(at).stripLeading().startsWith(".");
    return before > from
        && pointAhead
        && (code.charAt(before - 1) == ')'
            || Character.isJavaIdentifierPart(code.charAt(before - 1)));
  }

  private static int opening(String code, int from, int closing) {
    int depth = 0;
    for (int i = closing; i >= from; i--) {
      char c = code.charAt(i);
      if (c == ')' || c == ']') {
        depth++;
      } else if (c == '(' || c == '[') {
        depth--;
        if (depth == 0) {
          return i;
        }
      }
    }
    return from;
  }

  private static String nameOf(String match) {
    int end = match.indexOf('(');
    return (end < 0 ? match : match.substring(0, end)).strip();
  }
}
