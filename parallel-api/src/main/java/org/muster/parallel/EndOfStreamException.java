package org.muster.parallel;

import java.util.NoSuchElementException;

/// There is nothing more to come: a [SharedQueue] is closed and empty, or the other end of a [Pipe]
/// is closed or its process has ended.
public final class EndOfStreamException extends NoSuchElementException {

  private static final long serialVersionUID = 1;

  public EndOfStreamException(String message) {
    super(message);
  }
}
