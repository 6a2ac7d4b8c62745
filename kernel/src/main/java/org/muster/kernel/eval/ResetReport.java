package org.muster.kernel.eval;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jdk.jshell.VarSnippet;

/// Says which values were lost, or are those of an earlier version, because a cell declared
/// something again in a way that Java cannot change in place.
final class ResetReport {

  private ResetReport() {}

  /// @param declared what was declared again, by name
  /// @param isType whether that is a type
  /// @param classes what became of the classes
  /// @param variables those of the notebook
  static List<String> lines(
      String declared, boolean isType, SnippetClasses classes, Stream<VarSnippet> variables) {
    if (classes.refusal().isEmpty()) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    List<String> lost = new ArrayList<>();
    for (SnippetClasses.Reset each : classes.resets()) {
      lost.add(each.variable());
      lines.add(line(each, declared, classes.refusal()));
    }
    if (isType) {
      Pattern mention = Pattern.compile("\\b%s\\b".formatted(Pattern.quote(declared)));
      variables
          .filter(variable -> !lost.contains(variable.name()))
          .filter(variable -> !variable.typeName().equals(declared))
          .filter(variable -> mention.matcher(variable.typeName()).find())
          .filter(variable -> classes.hasValue(variable.name(), variable.id()))
          .sorted(Comparator.comparingInt(variable -> Integer.parseInt(variable.id())))
          .forEach(variable -> lines.add(kept(variable, declared, classes)));
    }
    return lines;
  }

  private static String line(SnippetClasses.Reset reset, String declared, String refusal) {
    String cell = "cell [%d]".formatted(reset.cell());
    if (reset.variable().isEmpty()) {
      return "the static fields of `%s` (%s) were reset, because `%s` was declared again %s"
          .formatted(reset.type(), cell, declared, difference(refusal));
    }
    return "`%s` (%s) was reset to null, because `%s`%s was declared again %s; run %s again"
        .formatted(
            reset.variable(),
            cell,
            declared,
            reset.type().startsWith(declared) ? " (its type)" : "",
            difference(refusal),
            cell);
  }

  private static String kept(VarSnippet variable, String declared, SnippetClasses classes) {
    String cell = "cell [%d]".formatted(classes.cellOf(variable.id()));
    return "`%s` (%s) still uses `%s` as it was before; run %s again"
        .formatted(variable.name(), cell, declared, cell);
  }

  /// What the JVM cannot change, in the words of someone who looks at the cell.
  private static String difference(String refusal) {
    if (refusal.contains("schema") || refusal.contains("Record")) {
      return "with other fields";
    } else if (refusal.contains("superclass or interfaces")) {
      return "with other supertypes";
    } else if (refusal.contains("a method") || refusal.contains("NestMembers")) {
      return "with other methods, lambdas or nested types";
    } else if (refusal.contains("modifiers")) {
      return "with other modifiers";
    }
    return "in a way that Java cannot change in place";
  }
}
