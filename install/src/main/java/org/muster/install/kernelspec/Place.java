package org.muster.install.kernelspec;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.muster.install.Arguments;

/// Which of Jupyter's folders a command line means.
final class Place {

  static final Set<String> FLAGS = Set.of("--user", "--sys-prefix");
  static final String PREFIX = "--prefix";

  private Place() {}

  /// The data folder; the user's own if none is named.
  static Path of(Arguments arguments, JupyterFolders folders) {
    Optional<String> prefix = arguments.value(PREFIX);
    long named = FLAGS.stream().filter(arguments::has).count() + (prefix.isPresent() ? 1 : 0);
    if (named > 1) {
      throw arguments.refusal("--user, --sys-prefix and --prefix exclude each other");
    }
    if (prefix.isPresent()) {
      return folders.below(Path.of(prefix.get()));
    }
    return arguments.has("--sys-prefix")
        ? folders.below(folders.environmentPrefix())
        : folders.user();
  }
}
