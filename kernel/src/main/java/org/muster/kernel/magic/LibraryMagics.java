package org.muster.kernel.magic;

import static java.util.stream.Collectors.toCollection;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.magic.CellMagic;
import org.dflib.jjava.jupyter.kernel.magic.LineMagic;
import org.dflib.jjava.jupyter.kernel.magic.MagicsRegistry;
import org.jspecify.annotations.Nullable;
import org.muster.kernel.channel.OutputStreamName;
import org.muster.kernel.eval.CellRun;
import org.muster.kernel.library.Coordinates;
import org.muster.kernel.library.Libraries;
import org.muster.kernel.library.Libraries.Candidate;
import org.muster.kernel.library.LibraryException;
import org.muster.kernel.library.PathPatterns;
import org.muster.kernel.maven.MavenLibraries;
import org.muster.kernel.maven.PomFragment;

/// The magics that add libraries; names and arguments are IJava's.
///
///     %jars pattern…           jars, or all jars of a folder
///     %classpath pattern…      jars and folders of classes
///     %maven coordinates…      from Maven repositories, with what they need
///     %mavenRepo id url        one more repository
///     %loadFromPOM file scope… the dependencies of a POM; %%loadFromPOM has the POM in the cell
public final class LibraryMagics {

  /// Where the class path at the start comes from: ours before IJava's and JJava's.
  private static final List<String> VARIABLES =
      List.of("MUSTER_CLASSPATH", "JJAVA_CLASSPATH", "IJAVA_CLASSPATH");

  private static final Set<String> ALL_SCOPES =
      Set.of("compile", "provided", "runtime", "test", "system", "import");
  private static final Set<String> USUAL_SCOPES = Set.of("compile", "runtime", "system", "import");

  private final Libraries libraries;
  private final Runnable added;
  private final MavenLibraries maven = new MavenLibraries();

  /// @param added runs in the cell that has added some, once they are there
  public LibraryMagics(Libraries libraries, Runnable added) {
    this.libraries = libraries;
    this.added = added;
  }

  /// Makes the magics known.
  public void register(MagicsRegistry registry) {
    registry.registerLineMagic("jars", line(this::jars));
    registry.registerLineMagic("classpath", line(this::classPath));
    for (String name : List.of("maven", "addMavenDependency", "addMavenDependencies")) {
      registry.registerLineMagic(name, line(this::maven));
    }
    for (String name : List.of("mavenRepo", "addMavenRepo")) {
      registry.registerLineMagic(name, line(this::mavenRepo));
    }
    registry.registerLineMagic("loadFromPOM", line(this::loadFromPom));
    CellMagic<@Nullable Object, BaseKernel> pomInCell =
        (_, arguments, body) -> loadFromCell(arguments, body);
    registry.registerCellMagic("loadFromPOM", pomInCell);
  }

  private interface Body {
    @Nullable Object run(List<String> arguments) throws Exception;
  }

  private static LineMagic<@Nullable Object, BaseKernel> line(Body body) {
    return (_, arguments) -> body.run(arguments);
  }

  /// Adds what the environment names.
  ///
  /// @throws LibraryException if it names what cannot be added
  public void addFromEnvironment(Map<String, String> environment) {
    for (String variable : VARIABLES) {
      String value = environment.get(variable);
      if (value != null && !value.isBlank()) {
        List<Candidate> candidates = new ArrayList<>();
        for (String entry : value.split(Pattern.quote(File.pathSeparator), -1)) {
          if (!entry.isBlank()) {
            PathPatterns.expand(entry).forEach(path -> candidates.add(Candidate.asked(path)));
          }
        }
        libraries.add(candidates, "the environment variable " + variable);
        return;
      }
    }
  }

  private List<String> jars(List<String> patterns) {
    require(!patterns.isEmpty(), "%jars needs a path or pattern, as in %jars libs/*.jar");
    return add(patterns.stream().flatMap(each -> PathPatterns.jars(each).stream()).toList());
  }

  private List<String> classPath(List<String> patterns) {
    require(
        !patterns.isEmpty(),
        "%classpath needs a path or pattern, as in %classpath target/classes libs/*.jar");
    return add(patterns.stream().flatMap(each -> PathPatterns.expand(each).stream()).toList());
  }

  private List<String> add(List<Path> paths) {
    List<Path> fresh = libraries.add(paths.stream().map(Candidate::asked).toList(), cell());
    added.run();
    return fresh.stream().map(Path::toString).toList();
  }

  private @Nullable Object maven(List<String> arguments) throws InterruptedException {
    require(
        !arguments.isEmpty(),
        "%maven needs coordinates, as in %maven org.apache.commons:commons-lang3:3.12.0");
    List<Coordinates> asked = arguments.stream().map(Coordinates::parse).toList();
    add(maven.find(asked, libraries.loaded(), LibraryMagics::tell));
    return null;
  }

  private @Nullable Object mavenRepo(List<String> arguments) {
    require(
        arguments.size() == 2 && arguments.get(1).matches("[A-Za-z][A-Za-z0-9+.-]*:.+"),
        "%mavenRepo needs a name and a URL, as in %mavenRepo mine https://repo.example.org/maven");
    maven.addRepository(arguments.get(0), arguments.get(1));
    return null;
  }

  private @Nullable Object loadFromPom(List<String> arguments) throws InterruptedException {
    require(!arguments.isEmpty(), "%loadFromPOM needs a file, as in %loadFromPOM pom.xml");
    List<Path> found = PathPatterns.expand(arguments.getFirst());
    require(found.size() == 1, "%loadFromPOM takes one POM at a time");
    load(found.getFirst(), arguments.subList(1, arguments.size()));
    return null;
  }

  private @Nullable Object loadFromCell(List<String> arguments, String body)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("muster-pom");
    Path pom = folder.resolve("pom.xml");
    try {
      Files.writeString(pom, PomFragment.complete(body));
      load(pom, arguments);
    } finally {
      Files.deleteIfExists(pom);
      Files.delete(folder);
    }
    return null;
  }

  private void load(Path pom, List<String> scopes) throws InterruptedException {
    for (String scope : scopes) {
      require(
          ALL_SCOPES.contains(scope),
          "`%s` is no scope of a dependency; there are compile, provided, runtime, test, system, import"
              .formatted(scope));
    }
    Set<String> wanted =
        scopes.isEmpty() ? USUAL_SCOPES : scopes.stream().collect(toCollection(LinkedHashSet::new));
    add(maven.findDependencies(pom, wanted, libraries.loaded(), LibraryMagics::tell));
  }

  private void add(MavenLibraries.Found found) {
    libraries.add(found.libraries(), cell());
    added.run();
    found.kept().forEach(LibraryMagics::tell);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new LibraryException(message);
    }
  }

  private static void tell(String line) {
    CellRun run = CellRun.ofThread();
    if (run != null) {
      run.output().print(OutputStreamName.STDERR, line + "\n");
    }
  }

  private static String cell() {
    CellRun run = CellRun.ofThread();
    return run == null ? "a library" : "cell [%d]".formatted(run.cell());
  }
}
