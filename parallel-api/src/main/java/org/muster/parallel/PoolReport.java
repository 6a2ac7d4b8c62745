package org.muster.parallel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a pool's last runs took, and where their time went. Made by [Pool#report].
///
/// In a notebook it is shown as tables; [#toString] has the same as text.
///
/// @param pool what it is, as in `Pool.threads(4)`
/// @param size how many workers it has
/// @param runs the last ones, the latest first. Calls of a single item that follow each other from
///   the same line are one run.
public record PoolReport(String pool, int size, List<Run> runs) {

  public PoolReport {
    runs = List.copyOf(runs);
  }

  /// A call of a pool method.
  ///
  /// @param name the method and where it was called: `map in cell [3], line 2`
  /// @param calls how many there were
  /// @param items whose results are there
  /// @param chunks in which they came
  /// @param elapsed from the first call to the last result
  /// @param running whether it has not ended yet
  /// @param workers those that had a part of it
  public record Run(
      String name,
      int calls,
      long items,
      long chunks,
      Duration elapsed,
      boolean running,
      List<Worker> workers) {

    public Run {
      workers = List.copyOf(workers);
    }

    /// The time that tasks ran, of all workers together.
    public Duration busy() {
      return workers.stream().map(Worker::busy).reduce(Duration.ZERO, Duration::plus);
    }

    /// How many times as long the tasks alone took as the run.
    public double speedUp() {
      return elapsed.isZero() ? 0 : (double) busy().toNanos() / elapsed.toNanos();
    }
  }

  /// A worker's part of a run. The four times together are the elapsed time.
  ///
  /// @param busy in tasks
  /// @param transfer decoding, encoding, and waiting for a chunk that was on its way
  /// @param overhead loading classes and unpacking the task
  /// @param idle without anything to do
  /// @param chunks that it ran, the failed ones included
  /// @param items that it ran
  /// @param bytesIn of items
  /// @param bytesOut of results
  public record Worker(
      int number,
      Duration busy,
      Duration transfer,
      Duration overhead,
      Duration idle,
      long chunks,
      long items,
      long bytesIn,
      long bytesOut) {}

  /// The latest run in one sentence.
  public String summary() {
    if (runs.isEmpty()) {
      return pool + " has run nothing yet.";
    }
    Run run = runs.getFirst();
    return String.format(
        Locale.ROOT,
        "%s%s: %,d %s in %,d %s, %s on %d %s: %.2f times as fast as one worker without overhead, efficiency %.0f %%.",
        run.name(),
        run.running() ? " (running)" : "",
        run.items(),
        run.items() == 1 ? "item" : "items",
        run.chunks(),
        run.chunks() == 1 ? "chunk" : "chunks",
        Timeline.text(run.elapsed()),
        size,
        size == 1 ? "worker" : "workers",
        run.speedUp(),
        100 * efficiency(run));
  }

  /// The share of all workers' time that tasks ran: 1 is the best there is.
  public double efficiency(Run run) {
    return run.speedUp() / size;
  }

  /// The tables: the workers of the latest run, and the runs before it.
  public List<Explanation.Section> sections() {
    List<Explanation.Section> sections = new ArrayList<>();
    if (!runs.isEmpty() && !runs.getFirst().workers().isEmpty()) {
      sections.add(
          new Explanation.Section(
              "Workers",
              List.of(
                  "worker",
                  "chunks",
                  "items",
                  "bytes in",
                  "bytes out",
                  "busy",
                  "transfer",
                  "overhead",
                  "idle"),
              runs.getFirst().workers().stream().map(PoolReport::row).toList()));
    }
    if (runs.size() > 1) {
      sections.add(
          new Explanation.Section(
              "Runs before it",
              List.of("run", "items", "chunks", "elapsed", "speed-up", "efficiency"),
              runs.subList(1, runs.size()).stream().map(this::row).toList()));
    }
    return sections;
  }

  private static List<Object> row(Worker w) {
    return List.of(
        "worker " + w.number(),
        w.chunks(),
        w.items(),
        w.bytesIn(),
        w.bytesOut(),
        Timeline.text(w.busy()),
        Timeline.text(w.transfer()),
        Timeline.text(w.overhead()),
        Timeline.text(w.idle()));
  }

  private List<Object> row(Run run) {
    return List.of(
        run.calls() == 1
            ? run.name()
            : String.format(Locale.ROOT, "%s, %,d calls", run.name(), run.calls()),
        run.items(),
        run.chunks(),
        Timeline.text(run.elapsed()),
        String.format(Locale.ROOT, "%.2f", run.speedUp()),
        String.format(Locale.ROOT, "%.0f %%", 100 * efficiency(run)));
  }

  /// A text of several lines: the summary, and a table for each of [#sections].
  @Override
  public String toString() {
    return ExplanationSections.text(summary(), sections());
  }
}
