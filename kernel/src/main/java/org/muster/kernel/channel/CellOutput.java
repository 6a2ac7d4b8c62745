package org.muster.kernel.channel;

import com.google.gson.JsonElement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.muster.kernel.message.Json;
import org.muster.kernel.message.Publication;
import org.muster.kernel.message.Publication.Stream;

/// What one cell shows, in the order in which it was shown.
///
/// Printed text is gathered and published when [#FLUSH_CHARS] have come together, [#DELAY] after
/// the first of them, before anything else is shown, and on [#flush]; nothing is lost in between.
/// Bytes of a character that were printed apart are put together. Of a cell that prints without end
/// an [OutputLimit] shows the beginning and the end.
///
/// **Threads.** May be used from any thread, also after the cell has ended.
public final class CellOutput {

  static final Duration DELAY = Duration.ofMillis(50);

  /// A message of this size costs little more to sign and send than a line does.
  static final int FLUSH_CHARS = 16 * 1024;

  /// Runs an action later, without blocking.
  public interface Timer {
    void schedule(Duration delay, Runnable action);
  }

  private final Consumer<Publication> publisher;
  private final Timer timer;
  private final Map<OutputStreamName, Utf8Text> incoming = new EnumMap<>(OutputStreamName.class);
  private final StringBuilder pending = new StringBuilder();
  private OutputStreamName pendingStream = OutputStreamName.STDOUT;
  private boolean timerRuns;
  private long shown;
  private @Nullable String lastDisplayId;
  private final OutputLimit limit;
  private final List<JsonElement> payload = new ArrayList<>();

  /// An output that is empty so far.
  ///
  /// @param publisher sends to the front ends under this cell; called in order
  public CellOutput(Consumer<Publication> publisher, Timer timer) {
    this(publisher, timer, OutputLimit.of(System.getenv()));
  }

  CellOutput(Consumer<Publication> publisher, Timer timer, long mostChars) {
    this.publisher = publisher;
    this.timer = timer;
    limit = new OutputLimit(mostChars);
    for (OutputStreamName stream : OutputStreamName.values()) {
      incoming.put(stream, new Utf8Text());
    }
  }

  /// Prints bytes of UTF-8 text.
  public synchronized void print(OutputStreamName stream, byte[] bytes, int from, int length) {
    Utf8Text text = incoming.get(stream);
    if (text != null) {
      print(stream, text.append(bytes, from, length));
    }
  }

  /// Prints text.
  public synchronized void print(OutputStreamName stream, String text) {
    boolean wasReached = limit.isReached();
    int count = limit.take(text);
    if (count > 0) {
      show(stream, count == text.length() ? text : text.substring(0, count));
    }
    if (!wasReached && limit.isReached()) {
      show(OutputStreamName.STDERR, limit.notice());
    }
  }

  private void show(OutputStreamName stream, String text) {
    if (stream != pendingStream) {
      flush();
      pendingStream = stream;
    }
    shown++;
    pending.append(text);
    if (pending.length() >= FLUSH_CHARS) {
      flush();
    } else if (!timerRuns) {
      timerRuns = true;
      timer.schedule(DELAY, this::timeIsUp);
    }
  }

  /// Publishes something other than text, after the text before it.
  public synchronized void publish(Publication publication) {
    flush();
    if (publication instanceof Publication.ClearOutput) {
      limit.reset();
    }
    if (!(publication instanceof Publication.UpdateDisplayData)) { // that changes what stands above
      shown++;
    }
    if (publication instanceof Publication.DisplayData displayed) {
      lastDisplayId = Json.string(displayed.transientData(), "display_id", "");
    }
    publisher.accept(publication);
  }

  /// The id of what was displayed last, or null.
  public synchronized @Nullable String lastDisplayId() {
    return lastDisplayId;
  }

  /// How often something was shown below what there was: who finds no more than it has shown itself
  /// is the last.
  public synchronized long shown() {
    return shown;
  }

  /// Asks the front end that runs the cell to do something once it has the reply: to show a page,
  /// or to put text into the next cell.
  public synchronized void addPayload(JsonElement request) {
    payload.add(request);
  }

  /// What [#addPayload] has gathered.
  public synchronized List<JsonElement> payload() {
    return List.copyOf(payload);
  }

  /// Shows the end of what was too much to show. Called when the cell is done.
  public synchronized void showEnd() {
    String end = limit.takeEnd();
    if (!end.isEmpty()) {
      show(OutputStreamName.STDOUT, end);
      flush();
    }
  }

  /// Publishes what was printed so far.
  public synchronized void flush() {
    if (!pending.isEmpty()) {
      String text = pending.toString();
      pending.setLength(0);
      publisher.accept(new Stream(pendingStream.wireName(), text));
    }
  }

  private synchronized void timeIsUp() {
    timerRuns = false;
    flush();
  }
}
