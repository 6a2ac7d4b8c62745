package org.muster.kernel.channel;

/// The two streams of text in the output of a cell.
public enum OutputStreamName {
  STDOUT("stdout"),
  STDERR("stderr");

  private final String wireName;

  OutputStreamName(String wireName) {
    this.wireName = wireName;
  }

  /// The name in messages.
  public String wireName() {
    return wireName;
  }
}
