package org.muster.parallel.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.jvm.ThisJvm;

/// The program in which pools are used: a plain JVM, or a kernel that has installed itself here.
///
/// **Threads.** All methods may be called from any thread.
public interface Host {

  /// Who submits work on the calling thread.
  Submitter submitter();

  /// What new workers get as their class path: absolute paths of jars and folders.
  List<String> workerClassPath();

  /// What was added to the class path since, for workers that run already as much as for new ones:
  /// absolute paths of jars and folders. It only ever grows, at its end. Asked for every chunk that
  /// is sent, so it costs nothing.
  default List<String> libraries() {
    return List.of();
  }

  /// A line of a cell.
  ///
  /// @param line from 1
  record Place(int cell, int line) {}

  /// Where in the notebook a frame of a stack is, or null if it is in no cell.
  default @Nullable Place placeOf(StackTraceElement frame) {
    return null;
  }

  /// What workers get in place of a class of this host that cells may use, or null if there is
  /// nothing that works there. Asked on event loops: it is quick.
  ///
  /// @param name the binary name of the class
  default @Nullable CellClass standIn(String name) {
    return null;
  }

  /// The host of this JVM; a [PlainHost] until another one was installed.
  static Host current() {
    return Installed.host;
  }

  /// Makes this JVM's pools work for another host. Called once, by a kernel, before any cell runs.
  ///
  /// @throws IllegalStateException if a host was installed before
  static void install(Host host) {
    Installed.replace(host);
  }

  /// A JVM without a kernel: output goes to `System.out` and `System.err`, nothing interrupts, and
  /// workers get this JVM's class path.
  final class PlainHost implements Host {

    /// Made with the first host that there is: what a program says later changes no worker.
    private final List<String> classPath = ThisJvm.classPath();

    @Override
    public Submitter submitter() {
      return PlainSubmitter.INSTANCE;
    }

    @Override
    public List<String> workerClassPath() {
      return classPath;
    }
  }

  /// Holds the one mutable value.
  final class Installed {
    private static volatile Host host = new PlainHost();

    private Installed() {}

    private static synchronized void replace(Host newHost) {
      if (!(host instanceof PlainHost)) {
        throw new IllegalStateException("this JVM has a host already: " + host);
      }
      host = newHost;
    }
  }
}
