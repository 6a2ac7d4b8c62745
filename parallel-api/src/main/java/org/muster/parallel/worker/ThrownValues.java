package org.muster.parallel.worker;

import org.muster.parallel.closure.Packer;
import org.muster.parallel.task.StandIn;

/// Exceptions on their way to the pool: a stand-in that always arrives, and the original where it
/// can be written. Rebuilding the original may fail on the other side, in its own code; then the
/// stand-in is there.
final class ThrownValues {

  private ThrownValues() {}

  /// The row that the pool reads: stand-in, original's bytes.
  static Object[] toRow(Throwable thrown) {
    byte[] original;
    try {
      original = Packer.packResult(new Object[] {thrown}).graph();
    } catch (RuntimeException | Error e) { // its own code may write it
      original = new byte[0];
    }
    return new Object[] {StandIn.of(thrown), original};
  }
}
