package org.muster.kernel.display;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.muster.parallel.WorkerInfo;
import org.muster.parallel.spi.Progress;

/// How far a call of a pool is, as a notebook shows it: one line with a bar and a square for each
/// worker while it runs, one line of text once it has ended.
///
/// Its styles stand in the elements, because notebooks drop style sheets, and text has the colour
/// of the page. There is no script: what moves is replaced by the kernel.
public final class ProgressView {

  /// The metadata under which a front end finds that this is progress, and how far: `running`,
  /// `done`, `stopped` or `failed`.
  public static final String METADATA = "muster_progress";

  private static final int MOST_SQUARES = 64;

  private static final String BUSY = "#3b82c4";
  private static final String IDLE = "rgba(128,128,128,.35)";
  private static final String LOST = "#d64545";
  private static final String GOOD = "#2e9e5b";

  private static final String LINE =
      "display:flex;flex-wrap:wrap;align-items:center;gap:4px 10px;font-size:13px;line-height:20px;"
          + "font-family:var(--jp-ui-font-family,sans-serif);color:var(--jp-content-font-color1,inherit)";

  private ProgressView() {}

  /// A call as it is now.
  ///
  /// @param replaced the numbers of workers that were lost since it began
  /// @param note said behind the facts; may be empty
  public static JsonObject of(Progress progress, Set<Integer> replaced, String note) {
    var data = new JsonObject();
    data.addProperty("text/html", html(progress, replaced, note));
    data.addProperty("text/plain", progress + note);
    return data;
  }

  /// A call that still runs while the cell has ended: what a saved notebook keeps.
  public static JsonObject soFar(Progress progress) {
    var data = new JsonObject();
    String note = ", as far as it was when the cell ended";
    String text = soFarText(progress) + note;
    data.addProperty("text/html", line("", HtmlTable.escaped(text)));
    data.addProperty("text/plain", text);
    return data;
  }

  private static String soFarText(Progress progress) {
    String done = String.format(Locale.ROOT, "%,d", progress.done());
    String of =
        progress.total() == Progress.UNKNOWN
            ? ""
            : String.format(Locale.ROOT, " of %,d", progress.total());
    return "%s: %s%s items".formatted(progress.what(), done, of);
  }

  /// The metadata of the output.
  public static JsonObject metadata(Progress.State state) {
    var metadata = new JsonObject();
    metadata.addProperty(METADATA, state.name().toLowerCase(Locale.ROOT));
    return metadata;
  }

  private static String html(Progress progress, Set<Integer> replaced, String note) {
    String name = HtmlTable.escaped(progress.what());
    String facts = HtmlTable.escaped(progress.facts() + note);
    return switch (progress.state()) {
      case RUNNING ->
          line(
              role(progress),
              "<span>%s</span>%s<span style=\"font-variant-numeric:tabular-nums\">%s</span>%s"
                  .formatted(name, bar(progress), facts, squares(progress, replaced)));
      case DONE -> ended("✓", GOOD, name, facts);
      case STOPPED -> ended("■", "#808080", name, facts);
      case FAILED -> ended("✗", LOST, name, facts);
    };
  }

  private static String ended(String mark, String colour, String name, String facts) {
    return line(
        "",
        "<span><span style=\"color:%s\">%s</span> %s: %s</span>"
            .formatted(colour, mark, name, facts));
  }

  private static String line(String attributes, String content) {
    return "<div style=\"%s\"%s>%s</div>".formatted(LINE, attributes, content);
  }

  private static String role(Progress progress) {
    return progress.share().isEmpty()
        ? ""
        : " role=\"progressbar\" aria-valuemin=\"0\" aria-valuemax=\"100\" aria-valuenow=\"%d\""
            .formatted((long) (100 * progress.share().getAsDouble()));
  }

  private static String bar(Progress progress) {
    if (progress.share().isEmpty()) {
      return "";
    }
    return String.format(
        Locale.ROOT,
        "<span style=\"display:inline-block;width:200px;height:10px;border-radius:5px;overflow:hidden;background:%s\">"
            + "<span style=\"display:block;height:100%%;width:%.1f%%;background:%s\"></span></span>",
        IDLE,
        100 * progress.share().getAsDouble(),
        BUSY);
  }

  private static String squares(Progress progress, Set<Integer> replaced) {
    List<WorkerInfo> workers = progress.workers();
    if (workers.isEmpty()) {
      return "";
    }
    String all =
        workers.stream()
            .limit(MOST_SQUARES)
            .map(worker -> square(worker, replaced.contains(worker.number())))
            .collect(Collectors.joining());
    return "<span style=\"display:inline-flex;flex-wrap:wrap;gap:2px\">%s</span>".formatted(all);
  }

  private static String square(WorkerInfo worker, boolean wasReplaced) {
    String state =
        switch (worker.state()) {
          case BUSY -> "busy";
          case IDLE -> "idle";
          case STARTING -> wasReplaced ? "lost, another one starts" : "starting";
        };
    String fill =
        switch (worker.state()) {
          case BUSY -> BUSY;
          case IDLE -> IDLE;
          case STARTING -> wasReplaced ? LOST : "transparent";
        };
    String edge = wasReplaced ? LOST : worker.state() == WorkerInfo.State.BUSY ? BUSY : "#808080";
    return "<span title=\"worker %d: %s%s\" style=\"display:inline-block;box-sizing:border-box;width:10px;height:12px;border-radius:2px;border:1px solid %s;background:%s\"></span>"
        .formatted(
            worker.number(),
            state,
            wasReplaced && worker.state() != WorkerInfo.State.STARTING
                ? " (in place of a lost one)"
                : "",
            edge,
            fill);
  }
}
