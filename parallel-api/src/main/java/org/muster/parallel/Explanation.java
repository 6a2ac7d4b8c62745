package org.muster.parallel;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a task would send to workers, and what cannot be sent and why. Made by [Pool#explain].
///
/// In a notebook it is shown as tables; [#toString] has the same as text.
///
/// @param task what was explained, as in `the lambda in cell [3]`
/// @param captures what the lambda holds itself
/// @param variables the notebook variables that the task can use, directly or through methods
/// @param classes of cells that a worker needs
/// @param arrays that are so big that they travel on their own, once for all tasks that use them
/// @param refusals what cannot travel; if there are any, nothing of the task is sent
/// @param warnings what works otherwise than one may think
/// @param bytes of the task with its captures and variables, without classes and arrays; 0 if it
///   cannot travel
/// @param deliveries what each worker would get
public record Explanation(
    String task,
    List<Capture> captures,
    List<Variable> variables,
    List<UsedClass> classes,
    List<BigArray> arrays,
    List<Refusal> refusals,
    List<String> warnings,
    long bytes,
    List<Delivery> deliveries) {

  public Explanation {
    captures = List.copyOf(captures);
    variables = List.copyOf(variables);
    classes = List.copyOf(classes);
    arrays = List.copyOf(arrays);
    refusals = List.copyOf(refusals);
    warnings = List.copyOf(warnings);
    deliveries = List.copyOf(deliveries);
  }

  /// A local variable that the lambda captured.
  ///
  /// @param type of its value
  /// @param bytes when it is written by itself, its big arrays included
  public record Capture(String name, String type, long bytes) {}

  /// A notebook variable, or a static of a type of a cell.
  ///
  /// @param type of its value
  /// @param bytes that it adds to what was written before it, its big arrays included: an object
  ///   that two variables share counts for the first
  /// @param cell that declared it
  /// @param chain from the task to the code that uses it
  public record Variable(String name, String type, long bytes, int cell, List<String> chain) {
    public Variable {
      chain = List.copyOf(chain);
    }
  }

  /// A class that a cell declared.
  ///
  /// @param name as the cell calls it; for a variable or a method, the class that JShell keeps it
  ///   in goes by their names
  /// @param cell that declared it
  /// @param hash the beginning of the SHA-256 of its bytes: its version
  public record UsedClass(String name, int cell, String hash, long bytes) {}

  /// A primitive array that travels on its own.
  ///
  /// @param holder the capture or variable in which it was found first
  /// @param sentBefore whether it has not changed since it was packed for a worker the last time
  public record BigArray(String type, long bytes, String holder, boolean sentBefore) {}

  /// Something that cannot travel.
  ///
  /// @param variable the notebook variable or captured local
  /// @param path where in it the trouble is: `orders[3].connection`
  /// @param type of what is there
  /// @param cell that declared the variable, 0 if none did
  /// @param chain from the task to the use of the variable
  /// @param message why, and what to do
  public record Refusal(
      String variable, String path, String type, int cell, List<String> chain, String message) {
    public Refusal {
      chain = List.copyOf(chain);
    }
  }

  /// What would be sent to a worker now, with the first chunk of a call.
  ///
  /// @param worker its number
  /// @param pid of its process, 0 while it is being started
  /// @param classes how many it lacks
  /// @param arrays how many it lacks
  /// @param hasTask whether it has the task itself
  /// @param bytesToSend of all that it lacks
  /// @param bytesThere of all that it has
  public record Delivery(
      int worker,
      long pid,
      int classes,
      int arrays,
      boolean hasTask,
      long bytesToSend,
      long bytesThere) {}

  /// A part of this as a table.
  ///
  /// @param rows of strings and numbers
  public record Section(String title, List<String> columns, List<List<Object>> rows) {
    public Section {
      columns = List.copyOf(columns);
      rows = List.copyOf(rows);
    }
  }

  /// For a pool whose tasks run in this JVM.
  ///
  /// @param pool as in `Pool.threads(4)`
  public static Explanation ofLocalTask(String pool) {
    return new Explanation(
        "a task of " + pool,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(
            "nothing is sent: the tasks of %s run in this JVM and use the objects themselves"
                .formatted(pool)),
        0,
        List.of());
  }

  /// Whether the task can be sent.
  public boolean canTravel() {
    return refusals.isEmpty();
  }

  /// What a worker gets that has nothing of the task yet.
  public long totalBytes() {
    return bytes
        + classes.stream().mapToLong(UsedClass::bytes).sum()
        + arrays.stream().mapToLong(BigArray::bytes).sum();
  }

  /// The same with what a pool knows about its workers.
  public Explanation withDeliveries(long taskBytes, List<Delivery> each) {
    return new Explanation(
        task, captures, variables, classes, arrays, refusals, warnings, taskBytes, each);
  }

  /// The same with one more refusal.
  public Explanation withRefusal(Refusal more) {
    List<Refusal> all = new ArrayList<>(refusals);
    all.add(more);
    return new Explanation(
        task, captures, variables, classes, arrays, all, warnings, bytes, deliveries);
  }

  /// The whole in one sentence.
  public String summary() {
    if (!canTravel()) {
      return "%s cannot be sent: %s cannot travel."
          .formatted(task, refusals.size() == 1 ? "1 value" : refusals.size() + " values");
    }
    String workers = deliveries.isEmpty() ? "; no worker has been started yet" : "";
    return String.format(
        Locale.ROOT,
        "%s can be sent: %,d bytes to a worker that has nothing of it%s.",
        task,
        totalBytes(),
        workers);
  }

  /// All parts that have something in them, in the order in which they are best read.
  public List<Section> sections() {
    return ExplanationSections.of(this);
  }

  /// A text of several lines: the summary, and a table for each of [#sections].
  @Override
  public String toString() {
    return ExplanationSections.text(this);
  }
}
