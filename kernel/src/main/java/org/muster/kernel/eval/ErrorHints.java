package org.muster.kernel.eval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jdk.jshell.MethodSnippet;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.TypeDeclSnippet;
import jdk.jshell.VarSnippet;

/// What may help where the compiler knows no such name: a name that is close to it, or an import.
///
/// **Threads.** Used by the thread that evaluates.
final class ErrorHints {

  private static final Pattern SYMBOL =
      Pattern.compile("symbol:\\s+(?<kind>variable|method|class) (?<name>\\w+).*");
  private static final Pattern LOCATION =
      Pattern.compile(
          "location:\\s+(?:(?:class|interface|enum|record) (?<type>\\S+)|variable \\w+ of type (?<of>.+))");
  private static final int MOST_IMPORTS = 3;

  private final Declarations declarations;
  private final ClassNames names;
  private final SourceCodeAnalysis analysis;
  private final Unusable unusable;

  ErrorHints(
      Declarations declarations, ClassNames names, SourceCodeAnalysis analysis, Unusable unusable) {
    this.declarations = declarations;
    this.names = names;
    this.analysis = analysis;
    this.unusable = unusable;
  }

  /// What to say below a message of the compiler, in lines.
  ///
  /// @param line the code that it is about
  List<String> of(List<String> message, String line) {
    return line.strip().startsWith("package ") && message.getFirst().startsWith("illegal start")
        ? List.of("cells are in no package: leave this line out")
        : of(message);
  }

  private List<String> of(List<String> message) {
    if (!message.getFirst().startsWith("cannot find symbol")) {
      return List.of();
    }
    String kind = "";
    String name = "";
    String type = "";
    for (String line : message) {
      Matcher symbol = SYMBOL.matcher(line.strip());
      Matcher location = LOCATION.matcher(line.strip());
      if (symbol.matches()) {
        kind = symbol.group("kind");
        name = symbol.group("name");
      } else if (location.matches()) {
        type = Objects.requireNonNullElse(location.group("type"), location.group("of"));
      }
    }
    if (name.isEmpty()) {
      return List.of();
    }
    List<String> hints = new ArrayList<>();
    if (kind.equals("class")) {
      unusable.whyType(name).ifPresent(hints::add);
    }
    if (hints.isEmpty()
        && type.isEmpty()
        && !kind.equals("method")
        && Character.isUpperCase(name.codePointAt(0))) {
      hints.addAll(imports(name));
    }
    if (hints.isEmpty()) {
      String question = NearNames.question("", NearNames.of(name, known(kind, type)));
      if (!question.isEmpty()) {
        hints.add(question);
      }
    }
    return hints;
  }

  /// What to say of something that a declaration waits for, such as `class Pattern`. Only of types:
  /// a method or variable is likely to be declared next.
  List<String> ofMissing(String missing) {
    return missing.startsWith("class ")
        ? of(List.of("cannot find symbol", "symbol: " + missing))
        : List.of();
  }

  private List<String> known(String kind, String type) {
    if (!type.isEmpty()) {
      return members(kind, type);
    }
    return switch (kind) {
      case "method" -> declarations.names(MethodSnippet.class);
      case "class" -> types();
      default ->
          Stream.concat(declarations.names(VarSnippet.class).stream(), types().stream()).toList();
    };
  }

  private List<String> types() {
    return Stream.concat(declarations.names(TypeDeclSnippet.class).stream(), USUAL.stream())
        .toList();
  }

  /// Types that need no import in a notebook and that are often used.
  private static final List<String> USUAL =
      List.of(
          "String",
          "Integer",
          "Double",
          "Long",
          "Boolean",
          "Character",
          "Object",
          "Math",
          "System",
          "Thread",
          "StringBuilder",
          "Exception",
          "List",
          "Map",
          "Set",
          "ArrayList",
          "HashMap",
          "HashSet",
          "Arrays",
          "Collections",
          "Optional",
          "Random",
          "Scanner",
          "Stream",
          "IntStream",
          "Collectors",
          "Function",
          "Supplier",
          "Consumer",
          "Predicate",
          "Path",
          "Files",
          "Duration",
          "Instant",
          "LocalDate",
          "BigInteger",
          "BigDecimal",
          "Pool",
          "SharedArray");

  private List<String> members(String kind, String type) {
    Class<?> found = names.find(type);
    if (found == null) {
      return List.of();
    }
    try {
      return kind.equals("method")
          ? Arrays.stream(found.getMethods()).map(method -> method.getName()).toList()
          : Arrays.stream(found.getFields()).map(field -> field.getName()).toList();
    } catch (LinkageError e) {
      return List.of();
    }
  }

  /// The index of names is made when it is first asked for; a mistake in the very first cell is
  /// told a moment later rather than without its import.
  private List<String> qualified(String name) {
    long giveUpAt = System.nanoTime() + NameIndex.PATIENCE.toNanos();
    NameIndex.await();
    while (true) {
      SourceCodeAnalysis.QualifiedNames found = analysis.listQualifiedNames(name, name.length());
      if (found.isUpToDate() || System.nanoTime() - giveUpAt > 0) {
        return found.getNames();
      }
      LockSupport.parkNanos(20_000_000);
      if (Thread.currentThread().isInterrupted()) {
        return found.getNames();
      }
    }
  }

  /// The imports that would make the name known, those of the JDK's usual packages first.
  private List<String> imports(String name) {
    return qualified(name).stream()
        .filter(each -> each.contains("."))
        .sorted(
            Comparator.comparingInt((String each) -> each.startsWith("java.") ? 0 : 1)
                .thenComparingInt(String::length))
        .filter(each -> names.find(each) != null) // not the kernel's own libraries
        .limit(MOST_IMPORTS)
        .map(each -> "`%s` is known after `import %s;`".formatted(name, each))
        .toList();
  }
}
