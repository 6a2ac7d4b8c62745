package org.muster.kernel;

import java.util.List;
import org.muster.kernel.display.Display;
import org.muster.kernel.eval.Evaluator;
import org.muster.kernel.magic.Magics;

/// What cells are run with. Takes most of the kernel's start-up time.
record Language(Evaluator evaluator, Display display, Magics magics) {

  /// What every notebook can use without saying so.
  private static final List<String> START_UP =
      List.of(
          "import java.io.*;",
          "import java.math.*;",
          "import java.net.*;",
          "import java.nio.file.*;",
          "import java.time.*;",
          "import java.util.*;",
          "import java.util.concurrent.*;",
          "import java.util.function.*;",
          "import java.util.stream.*;",
          "import org.muster.parallel.*;");

  static Language start() {
    var evaluator = new Evaluator(START_UP);
    return new Language(evaluator, new Display(), new Magics(evaluator));
  }
}
