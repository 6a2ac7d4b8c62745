package org.muster.install.kernelspec;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.muster.install.Programs;
import org.muster.install.frontend.KernelCommand;
import org.muster.install.jdk.Jdk;

/// What Jupyter knows of a kernel: the content of its `kernel.json`.
///
/// @param java what the kernel runs on: a `java` program, or `java` to have one looked for
/// @param cache where its AOT cache is: a folder, ended by a slash, or nothing for the user's own
/// @param jvmOptions added to the JVM's command line
/// @param environment added to the kernel's environment
public record KernelSpec(
    String java, String cache, List<String> jvmOptions, Map<String, String> environment) {

  /// Jupyter's name for the file.
  public static final String FILE = "kernel.json";

  private static final String ANY_JAVA = "java";

  private static final String MARK = "muster";

  public KernelSpec {
    jvmOptions = List.copyOf(jvmOptions);
    environment = Map.copyOf(environment);
  }

  /// For a kernel that this program puts somewhere: it keeps its cache, which goes with it.
  public static KernelSpec on(Jdk jdk, List<String> jvmOptions, Map<String, String> environment) {
    return new KernelSpec(jdk.java().toString(), "{resource_dir}/lib/", jvmOptions, environment);
  }

  /// For a kernel that others put where it will be, and remove, file by file: it looks for a JDK at
  /// each start, and adds nothing to its folder.
  public static KernelSpec anywhere() {
    return new KernelSpec(ANY_JAVA, "", List.of(), Map.of());
  }

  /// The file's text.
  public String toJson() {
    var argv = new JsonArray();
    KernelCommand.forJupyter(java, cache, jvmOptions).forEach(argv::add);
    var env = new JsonObject();
    environment.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> env.addProperty(entry.getKey(), entry.getValue()));
    var mark = new JsonObject();
    mark.addProperty("version", Programs.version());
    var metadata = new JsonObject();
    metadata.addProperty("debugger", false);
    metadata.add(MARK, mark);

    var spec = new JsonObject();
    spec.add("argv", argv);
    spec.addProperty("display_name", "Java (Muster)");
    spec.addProperty("language", "java");
    spec.addProperty("interrupt_mode", "message");
    spec.add("env", env);
    spec.add("metadata", metadata);
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(spec) + "\n";
  }

  /// Whether the kernelspec in a folder is one of Muster's, so that it may be replaced and removed.
  static boolean isOurs(Path folder) {
    JsonObject spec = read(folder);
    return spec != null
        && spec.get("metadata") instanceof JsonObject metadata
        && metadata.has(MARK);
  }

  /// The `java` program that the kernelspec in a folder starts; not absolute if it looks for one at
  /// each start.
  public static Optional<Path> javaOf(Path folder) {
    JsonObject spec = read(folder);
    if (spec == null || !(spec.get("argv") instanceof JsonArray argv)) {
      return Optional.empty();
    }
    return argv.asList().stream()
        .map(JsonElement::getAsString)
        .filter(word ->
            word.equals(ANY_JAVA) || word.endsWith("/bin/java") || word.endsWith("\\bin\\java.exe"))
        .map(Path::of)
        .findFirst();
  }

  private static @Nullable JsonObject read(Path folder) {
    try {
      return JsonParser.parseString(Files.readString(folder.resolve(FILE)))
              instanceof JsonObject spec
          ? spec
          : null;
    } catch (IOException | JsonParseException e) {
      return null;
    }
  }
}
