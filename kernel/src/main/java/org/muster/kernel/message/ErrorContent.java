package org.muster.kernel.message;

import java.util.List;

/// An error as a front end shows it.
///
/// @param ename its name: for an exception, that of its class
/// @param evalue what it says
/// @param traceback lines to show, ANSI colours allowed
public record ErrorContent(String ename, String evalue, List<String> traceback) {

  /// An error of which there is no more to say than this.
  public static ErrorContent plain(String name, String message) {
    return new ErrorContent(name, message, List.of(name + ": " + message));
  }
}
