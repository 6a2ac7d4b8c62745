package org.muster.parallel;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Something that a task needs cannot leave this JVM. Thrown before anything is sent.
///
/// The message says in the words of the notebook what it is, why it cannot travel and what to do.
public final class TaskNotSerializableException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final String variable;
  private final String path;
  private final String type;
  private final int cell;
  private final List<String> chain;

  /// @param variable the notebook variable or captured local that cannot travel
  /// @param path where in it the trouble is, as an expression: `orders[3].connection`; the variable
  ///   alone if it is the trouble
  /// @param type the class of the object that cannot travel, as the notebook names it
  /// @param cell the execution count of the cell that declared the variable, 0 if none did
  /// @param chain from the task to the use of the variable, outermost first
  public TaskNotSerializableException(
      String message,
      String variable,
      String path,
      String type,
      int cell,
      List<String> chain,
      @Nullable Throwable cause) {
    super(message, cause);
    this.variable = variable;
    this.path = path;
    this.type = type;
    this.cell = cell;
    this.chain = List.copyOf(chain);
  }

  /// The notebook variable or captured local.
  public String variable() {
    return variable;
  }

  /// Where in the variable the trouble is, as an expression: `orders[3].connection`.
  public String path() {
    return path;
  }

  /// The class of the object that cannot travel, as the notebook names it.
  public String type() {
    return type;
  }

  /// The execution count of the cell that declared the variable, 0 if none did.
  public int cell() {
    return cell;
  }

  /// How the task comes to use the variable: the task first, then each method on the way.
  public List<String> chain() {
    return chain;
  }
}
