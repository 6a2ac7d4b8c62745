package org.muster.kernel;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Turns the text of a documentation comment, with its tags, into HTML and into plain text.
final class JavadocText {

  /// A tag with nothing but balanced braces in it, two levels deep.
  private static final Pattern INLINE =
      Pattern.compile("\\{@(?<tag>\\w+)\\s*(?<text>(?:[^{}]|\\{(?:[^{}]|\\{[^{}]*})*})*)}");

  private static final Pattern BLOCK =
      Pattern.compile(
          "(?m)^\\s*@(?<tag>param|return|returns|throws|exception|see|since|deprecated|author|version|jls|spec|apiNote|implSpec|implNote|serial|hidden)\\b\\s*");

  private static final Map<String, String> HEADINGS =
      Map.of(
          "return", "Returns",
          "returns", "Returns",
          "throws", "Throws",
          "exception", "Throws",
          "see", "See",
          "since", "Since",
          "deprecated", "Deprecated",
          "apiNote", "Note",
          "implSpec", "Implementation",
          "implNote", "Implementation");

  private JavadocText() {}

  static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /// The comment as HTML.
  static String html(String javadoc) {
    Matcher block = BLOCK.matcher(javadoc);
    int end = block.find() ? block.start() : javadoc.length();
    var html = new StringBuilder(inline(javadoc.substring(0, end)).strip());
    boolean any = end < javadoc.length();
    if (any) {
      html.append("\n<dl>");
    }
    int at = end;
    while (at < javadoc.length()) {
      Matcher tag = BLOCK.matcher(javadoc).region(at, javadoc.length());
      if (!tag.find()) {
        break;
      }
      Matcher next = BLOCK.matcher(javadoc).region(tag.end(), javadoc.length());
      int stop = next.find() ? next.start() : javadoc.length();
      html.append(block(tag.group("tag"), javadoc.substring(tag.end(), stop).strip()));
      at = stop;
    }
    return any ? html.append("\n</dl>").toString() : html.toString();
  }

  private static String block(String tag, String text) {
    String heading = HEADINGS.getOrDefault(tag, "");
    if (heading.isEmpty() && !tag.equals("param")) {
      return ""; // for those who work on the source: authors, sections of specifications
    }
    if (tag.equals("param") || heading.equals("Throws")) {
      String[] parts = text.split("\\s+", 2);
      String name = "<code>%s</code>".formatted(escaped(parts[0]));
      String rest = parts.length > 1 ? inline(parts[1]) : "";
      return "\n<dt>%s%s</dt><dd>%s</dd>"
          .formatted(heading.isEmpty() ? "" : heading + " ", name, rest);
    }
    boolean isReference = tag.equals("see") && !text.startsWith("<") && !text.startsWith("\"");
    return "\n<dt>%s</dt><dd>%s</dd>".formatted(heading, isReference ? link(text) : inline(text));
  }

  private static String inline(String text) {
    return INLINE
        .matcher(text)
        .replaceAll(tag -> Matcher.quoteReplacement(inline(tag.group("tag"), tag.group("text"))));
  }

  private static String inline(String tag, String text) {
    return switch (tag) {
      case "code" -> "<code>" + escaped(text) + "</code>";
      case "literal" -> escaped(text);
      case "link", "linkplain", "value" -> link(text);
      case "return" -> "Returns " + inline(text) + ".";
      case "inheritDoc" -> "";
      case "snippet" -> "<pre>" + escaped(text.replaceFirst("^[^:]*:\\R?", "")) + "</pre>";
      default -> inline(text);
    };
  }

  /// The label of a link, else what it leads to as code has it.
  private static String link(String text) {
    Matcher parts =
        Pattern.compile("(?s)(?<to>[^\\s(]*(?:\\([^)]*\\))?)\\s*(?<label>.*)").matcher(text);
    if (!parts.matches()) {
      return "<code>" + escaped(text) + "</code>";
    }
    String label = parts.group("label").strip();
    String to = parts.group("to").replaceFirst("^#", "").replace('#', '.');
    return "<code>" + escaped(label.isEmpty() ? to : label) + "</code>";
  }

  /// The comment as text.
  static String plain(String javadoc) {
    return html(javadoc)
        .replaceAll("(?i)\\s*<dl>\\s*<dt>", "\n\n")
        .replaceAll("(?i)<(?:p|/p|/pre|/ul|/ol|/dl)>\\s*", "\n\n")
        .replaceAll("(?i)\\s*<dt>", "\n")
        .replaceAll("(?i)</dt><dd>", ": ")
        .replaceAll("(?i)<li>\\s*", "\n- ")
        .replaceAll("<[^>]*>", "")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&nbsp;", " ")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
        .replaceAll("\n{3,}", "\n\n")
        .strip();
  }
}
