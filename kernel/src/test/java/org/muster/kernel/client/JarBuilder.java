package org.muster.kernel.client;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;

/// Compiles small sources to a jar or a folder.
public final class JarBuilder {

  private final Map<String, String> sources = new LinkedHashMap<>();
  private final Map<String, String> resources = new LinkedHashMap<>();

  /// A class by its whole name, with its source.
  public JarBuilder source(String name, String text) {
    sources.put(name, text);
    return this;
  }

  /// A file in the jar.
  public JarBuilder resource(String name, String text) {
    resources.put(name, text);
    return this;
  }

  /// What Maven writes into jars.
  public JarBuilder coordinates(String group, String artifact, String version) {
    return resource(
        "META-INF/maven/%s/%s/pom.properties".formatted(group, artifact),
        "groupId=%s\nartifactId=%s\nversion=%s\n".formatted(group, artifact, version));
  }

  /// Writes classes and resources to a folder.
  ///
  /// @param classPath jars that the sources need
  public Path folder(Path target, Path... classPath) throws IOException {
    Path code = Files.createTempDirectory("muster-sources");
    List<String> arguments = new ArrayList<>(List.of("-d", target.toString(), "-proc:none"));
    if (classPath.length > 0) {
      arguments.add("-cp");
      arguments.add(
          String.join(
              java.io.File.pathSeparator,
              List.of(classPath).stream().map(Path::toString).toList()));
    }
    Files.createDirectories(target);
    for (Map.Entry<String, String> each : sources.entrySet()) {
      Path file = code.resolve(each.getKey().replace('.', '/') + ".java");
      Files.createDirectories(file.getParent());
      Files.writeString(file, each.getValue());
      arguments.add(file.toString());
    }
    if (!sources.isEmpty()) {
      int status =
          ToolProvider.getSystemJavaCompiler()
              .run(null, null, null, arguments.toArray(String[]::new));
      if (status != 0) {
        throw new AssertionError("the sources of a test do not compile");
      }
    }
    for (Map.Entry<String, String> each : resources.entrySet()) {
      Path file = target.resolve(each.getKey());
      Files.createDirectories(file.getParent());
      Files.writeString(file, each.getValue());
    }
    delete(code);
    return target;
  }

  /// Writes a jar.
  ///
  /// @param classPath jars that the sources need
  public Path jar(Path target, Path... classPath) throws IOException {
    Path classes = folder(Files.createTempDirectory("muster-classes"), classPath);
    Files.createDirectories(target.getParent());
    try (OutputStream out = Files.newOutputStream(target);
        var jar = new JarOutputStream(out);
        var files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        jar.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        jar.write(Files.readAllBytes(file));
      }
    }
    delete(classes);
    return target;
  }

  /// Puts a jar and its POM into a Maven repository.
  ///
  /// @param dependencies as XML
  public static void publish(
      Path repository, String group, String artifact, String version, Path jar, String dependencies)
      throws IOException {
    Path folder = repository.resolve(group.replace('.', '/')).resolve(artifact);
    Path versionFolder = folder.resolve(version);
    Files.createDirectories(versionFolder);
    String name = artifact + "-" + version;
    Files.copy(jar, versionFolder.resolve(name + ".jar"));
    Files.writeString(
        versionFolder.resolve(name + ".pom"),
        """
        <project>
          <modelVersion>4.0.0</modelVersion>
          <groupId>%s</groupId>
          <artifactId>%s</artifactId>
          <version>%s</version>
          <dependencies>%s</dependencies>
        </project>
        """
            .formatted(group, artifact, version, dependencies));
    List<String> versions;
    try (var files = Files.list(folder)) {
      versions =
          files
              .filter(Files::isDirectory)
              .map(path -> "<version>" + path.getFileName() + "</version>")
              .sorted()
              .toList();
    }
    Files.write(
        folder.resolve("maven-metadata.xml"),
        """
        <metadata>
          <groupId>%s</groupId>
          <artifactId>%s</artifactId>
          <versioning><versions>%s</versions></versioning>
        </metadata>
        """
            .formatted(group, artifact, String.join("", versions))
            .getBytes(StandardCharsets.UTF_8));
  }

  private static void delete(Path folder) {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
