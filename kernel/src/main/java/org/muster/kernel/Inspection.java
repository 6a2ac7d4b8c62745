package org.muster.kernel;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.stream.Collectors;
import jdk.jshell.SourceCodeAnalysis.Documentation;
import org.muster.kernel.eval.DeclaredHere;

/// Signatures and javadoc as the pager shows them.
final class Inspection {

  private Inspection() {}

  /// A MIME bundle of everything that was found.
  ///
  /// @param detail 0 for the first paragraph of the javadoc, 1 for all of it
  /// @return a MIME bundle; empty if nothing was found
  static JsonObject describe(List<Documentation> found, int detail) {
    var data = new JsonObject();
    if (!found.isEmpty()) {
      data.addProperty(
          "text/plain",
          found.stream()
              .map(one -> plain(one, detail))
              .distinct()
              .collect(Collectors.joining("\n\n")));
      data.addProperty(
          "text/html",
          found.stream()
              .map(one -> html(one, detail))
              .distinct()
              .collect(Collectors.joining("\n")));
    }
    return data;
  }

  private static String plain(Documentation found, int detail) {
    String javadoc = JavadocText.plain(javadoc(found, detail));
    String text = javadoc.isEmpty() ? "" : "\n" + javadoc.indent(4).stripTrailing();
    return found.signature() + text + (hasSource(found, detail) ? "\n\n" + source(found) : "");
  }

  private static String html(Documentation found, int detail) {
    String javadoc = JavadocText.html(javadoc(found, detail));
    String text = "<pre>%s</pre>\n%s".formatted(JavadocText.escaped(found.signature()), javadoc);
    return hasSource(found, detail)
        ? text + "\n<pre>%s</pre>".formatted(JavadocText.escaped(source(found)))
        : text;
  }

  private static boolean hasSource(Documentation found, int detail) {
    return detail > 0 && found instanceof DeclaredHere;
  }

  private static String source(Documentation found) {
    return found instanceof DeclaredHere declared ? declared.source() : "";
  }

  private static String javadoc(Documentation found, int detail) {
    String javadoc = found.javadoc();
    if (javadoc == null) {
      return "";
    }
    javadoc = javadoc.replaceAll("(?m)^ ", ""); // behind the asterisk of each line
    int paragraph = javadoc.indexOf("<p>");
    return detail > 0 || paragraph < 0 ? javadoc : javadoc.substring(0, paragraph);
  }
}
