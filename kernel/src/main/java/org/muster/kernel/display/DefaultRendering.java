package org.muster.kernel.display;

import java.util.List;
import java.util.Optional;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;
import org.muster.parallel.Advice;
import org.muster.parallel.Explanation;
import org.muster.parallel.PoolReport;
import org.muster.parallel.Timeline;

/// How values look that nobody registered anything for: arrays, collections, maps, records and
/// explanations and reports as tables, timelines as pictures, everything else as its text.
final class DefaultRendering {

  private DefaultRendering() {}

  /// Adds what a rendered value still lacks.
  static DisplayData complete(DisplayData data, Object value) {
    if (data.hasDataForType(MIMEType.TEXT_PLAIN)) {
      return data;
    }
    if (value instanceof Explanation explanation) {
      data.putHTML(ExplanationHtml.of(explanation));
      data.putText(explanation.toString());
      return data;
    }
    if (value instanceof PoolReport report) {
      data.putHTML(ExplanationHtml.of(report.summary(), List.of(), report.sections()));
      data.putText(report.toString());
      return data;
    }
    if (value instanceof Timeline timeline && !timeline.lanes().isEmpty()) {
      data.putHTML(TimelineSvg.inPage(timeline));
      data.putSVG(TimelineSvg.alone(timeline));
      data.putText(timeline.toString());
      return data;
    }
    if (value instanceof Advice || value instanceof Timeline) {
      data.putText(value.toString());
      return data;
    }
    boolean html = data.hasDataForType(MIMEType.TEXT_HTML);
    Optional<Table> table = Tables.of(value);
    if (table.isPresent() && !html) {
      data.putHTML(HtmlTable.of(table.get()));
    }
    data.putText(text(value, table));
    return data;
  }

  private static String text(Object value, Optional<Table> table) {
    if (value instanceof Record || table.isEmpty()) {
      return String.valueOf(value);
    }
    return table.get().named() ? TextTable.of(table.get()) : Tables.line(value);
  }
}
