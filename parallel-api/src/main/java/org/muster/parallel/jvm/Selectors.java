package org.muster.parallel.jvm;

/// What a JVM of this kind uses to wait for sockets. One that is not told opens every jar of its
/// class path to see whether a jar brings something else.
public final class Selectors {

  /// The system property that names it.
  public static final String PROPERTY = "java.nio.channels.spi.SelectorProvider";

  /// The JDK's own; empty where that is not known.
  public static final String PROVIDER =
      Runtime.version().feature() == 25 && ThisJvm.property("os.name", "").equals("Linux")
          ? "sun.nio.ch.EPollSelectorProvider"
          : "";

  private Selectors() {}
}
