package org.muster.parallel.spi;

/// Threads of this library, as opposed to those of whoever calls it.
///
/// A notebook interrupts every thread that a cell has started, and a thread whose interrupt flag is
/// set loses ZeroMQ sends: so these belong to no caller's thread group and inherit no
/// thread-locals.
public final class LibraryThread {

  private LibraryThread() {}

  /// Builds a daemon thread.
  ///
  /// @param name as a thread dump shows it
  public static Thread.Builder.OfPlatform named(String name) {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    while (group.getParent() != null) {
      group = group.getParent();
    }
    return Thread.ofPlatform()
        .name(name)
        .group(group)
        .inheritInheritableThreadLocals(false)
        .daemon(true);
  }
}
