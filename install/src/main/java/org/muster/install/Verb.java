package org.muster.install;

import java.io.IOException;
import java.util.List;

/// Something that the program can do, named by the first word of the command line.
public interface Verb {

  String name();

  /// Does it.
  ///
  /// @param words what follows the name
  /// @throws Refusal with a message for the person who typed it
  ExitCode run(List<String> words) throws IOException, InterruptedException;
}
