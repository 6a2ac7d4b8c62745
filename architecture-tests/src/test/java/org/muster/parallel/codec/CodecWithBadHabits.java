package org.muster.parallel.codec;

import java.util.logging.Logger;

/// Does what no code here should, for [org.muster.architecture.RulesCanFailTest].
public final class CodecWithBadHabits {

  private CodecWithBadHabits() {}

  /// Never called.
  public static void encode() throws InterruptedException {
    Logger.getLogger("codec").info("encoding");
    System.out.println("encoding");
    Thread.sleep(1_000);
    System.exit(1);
  }
}
