package org.muster.parallel.spi;

/// Items, results or an exception in the form in which a [Backend] moves them: bytes where they
/// leave the JVM, the objects themselves where they do not. Only the backend that made it looks
/// inside.
public interface Cargo {

  /// What travels, 0 where nothing does.
  default long bytes() {
    return 0;
  }

  /// Nobody will look inside or move it again: what it holds can be used for something else. May be
  /// called from any thread, and again; not every cargo comes to this.
  default void release() {}
}
