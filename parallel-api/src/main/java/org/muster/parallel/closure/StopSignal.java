package org.muster.parallel.closure;

public final class StopSignal {
  public static final class Stopped extends Error {}

  public static void raise() {}

  public static void clear() {}
}
