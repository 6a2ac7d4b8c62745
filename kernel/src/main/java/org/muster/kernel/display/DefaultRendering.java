package org.muster.kernel.display;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.Advice;
import org.muster.parallel.Explanation;
import org.muster.parallel.PoolReport;
import org.muster.parallel.Timeline;

/// How values look that nobody registered anything for: arrays, collections, maps, records, frames,
/// explanations and reports as tables, timelines, charts and files of images as pictures,
/// exceptions as in the output of a cell, futures and threads with their state, everything else as
/// its text.
///
/// What reading would change is not read: a stream, an iterator, an [Iterable] that is no
/// collection.
final class DefaultRendering {

  /// What a front end prefers to text.
  private static final List<MIMEType> LOOKS =
      List.of(
          MIMEType.TEXT_HTML,
          MIMEType.TEXT_MARKDOWN,
          MIMEType.TEXT_LATEX,
          MIMEType.IMAGE_SVG,
          MIMEType.IMAGE_PNG,
          MIMEType.IMAGE_JPEG,
          MIMEType.IMAGE_GIF,
          MIMEType.APPLICATION_JSON,
          MIMEType.APPLICATION_JAVASCRIPT);

  private final Function<Throwable, String> textOf;
  private final Consumer<String> tell;

  /// @param textOf an exception in lines of cells
  /// @param tell the user, about a value that is not shown as it is
  DefaultRendering(Function<Throwable, String> textOf, Consumer<String> tell) {
    this.textOf = textOf;
    this.tell = tell;
  }

  /// Adds the text that a rendered value still lacks, and what is nicer than text if nobody has
  /// said how it is to look.
  void complete(DisplayData data, Object value) {
    boolean isShown = data.hasDataForType(MIMEType.TEXT_PLAIN);
    if (!isShown && isScalar(value)) {
      data.putText(value.toString());
      return;
    }
    boolean hasLooks = LOOKS.stream().anyMatch(data::hasDataForType);
    Table frame = hasLooks ? null : LibraryTypes.table(value);
    if (frame != null) {
      data.putHTML(HtmlTable.of(frame)); // DFLib's own extension has text only
    }
    if (isShown) {
      return;
    }
    if (frame != null) {
      data.putText(TextTable.of(frame));
    } else if (!hasLooks && !putOurs(data, value)) {
      putGeneral(data, value);
    }
    if (!data.hasDataForType(MIMEType.TEXT_PLAIN)) {
      data.putText(ValueText.of(value));
    }
  }

  /// Numbers are what most cells have, and the first one is waited for: none of the questions
  /// below, each of which the JVM has to learn at its first time.
  private static boolean isScalar(Object value) {
    return (value instanceof Number || value instanceof Boolean || value instanceof Character)
        && value.getClass().getModule().equals(Object.class.getModule());
  }

  /// @return whether the value is something of a pool
  private static boolean putOurs(DisplayData data, Object value) {
    switch (value) {
      case Explanation explanation -> data.putHTML(ExplanationHtml.of(explanation));
      case PoolReport report ->
          data.putHTML(ExplanationHtml.of(report.summary(), List.of(), report.sections()));
      case Timeline timeline -> {
        if (!timeline.lanes().isEmpty()) {
          data.putHTML(TimelineSvg.inPage(timeline));
          data.putSVG(TimelineSvg.alone(timeline));
        }
      }
      case Advice _ -> {}
      default -> {
        return false;
      }
    }
    data.putText(value.toString());
    return true;
  }

  private void putGeneral(DisplayData data, Object value) {
    switch (value) {
      case Duration duration -> data.putText("%s (%s)".formatted(Units.text(duration), duration));
      case Throwable thrown -> data.putText(withoutColours(textOf.apply(thrown)));
      case Future<?> future when ValueText.isWrittenByJdk(future) ->
          data.putText(withoutColours(TaskText.of(future, textOf)));
      case Thread thread when ValueText.isWrittenByJdk(thread) -> data.putText(TaskText.of(thread));
      case Path path -> putFile(data, path);
      case File file -> putFile(data, file.toPath());
      case URL url -> putLink(data, url.toString());
      case URI uri -> putLink(data, uri.toString());
      case Optional<?> optional -> optional.ifPresent(inside -> putTable(data, inside, false));
      default -> {
        Class<?> chart = LibraryTypes.chartType(value);
        if (chart != null) {
          Charts.put(data, chart, value);
        } else {
          putTable(data, value, !(value instanceof Record));
        }
      }
    }
  }

  private void putFile(DisplayData data, Path path) {
    try {
      ImageFiles.put(data, path, tell);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void putLink(DisplayData data, String address) {
    if (address.matches("(?i)(https?|ftp)://.*")) {
      String text = HtmlTable.escaped(address);
      data.putHTML("<a href=\"%s\">%s</a>".formatted(text, text));
    }
  }

  /// @param inText whether the value's text is a table as well
  private static void putTable(DisplayData data, Object value, boolean inText) {
    Table table = tableOf(value);
    if (table != null) {
      data.putHTML(HtmlTable.of(table));
      if (inText && table.named()) {
        data.putText(TextTable.of(table));
      }
    }
  }

  /// The value as a table; null if it is none, or cannot say what is in it: its text does.
  private static @Nullable Table tableOf(Object value) {
    try {
      return Tables.of(value).orElse(null);
    } catch (RuntimeException e) {
      return null;
    }
  }

  private static String withoutColours(String text) {
    return text.replaceAll("\u001b\\[[0-9;]*m", "");
  }
}
