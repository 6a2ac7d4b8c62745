package org.muster.parallel.closure;

/// What is packed, as its refusal calls it.
enum Subject {
  TASK("cannot send this task to a worker JVM: ", "task"),
  ITEMS("cannot send these items to a worker JVM: ", "items"),
  RESULT("cannot send the result of this task back to the notebook: ", "result"),
  SHARED("cannot send this to another process: ", "item");

  private final String refusal;
  private final String expression;

  Subject(String refusal, String expression) {
    this.refusal = refusal;
    this.expression = expression;
  }

  /// How the message begins.
  String refusal() {
    return refusal;
  }

  /// What a path into it begins with.
  String expression() {
    return expression;
  }
}
