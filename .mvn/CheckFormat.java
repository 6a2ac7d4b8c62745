import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;

/// Checks the format of every Java file below a folder, for builds in which Maven runs on a JDK too
/// old for Spotless. Names the files that differ and exits with 1.
class CheckFormat {
  public static void main(String[] args) throws Exception {
    Path root = Path.of(args[0]);
    if (!Files.isDirectory(root)) {
      return;
    }
    List<String> options =
        List.of("--dry-run", "--set-exit-if-changed", "--skip-reflowing-long-strings");
    List<String> command = new ArrayList<>(options);
    try (var files = Files.walk(root)) {
      files
          .filter(file -> !root.relativize(file).toString().contains("resources")) // as Spotless does
          .map(Path::toString)
          .filter(name -> name.endsWith(".java"))
          .forEach(command::add);
    }
    if (command.size() == options.size()) {
      return;
    }
    ToolProvider format = ToolProvider.findFirst("google-java-format").orElseThrow();
    int status = format.run(System.out, System.err, command.toArray(String[]::new));
    if (status != 0) {
      System.out.println("The files above are not formatted: run ./muster format");
      System.exit(1);
    }
  }
}
