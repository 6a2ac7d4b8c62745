package org.muster.parallel.spi;

/// Items, results or an exception in the form in which a [Backend] moves them: bytes where they
/// leave the JVM, the objects themselves where they do not. Only the backend that made it looks
/// inside.
public interface Cargo {

  /// What travels, 0 where nothing does.
  default long bytes() {
    return 0;
  }
}
