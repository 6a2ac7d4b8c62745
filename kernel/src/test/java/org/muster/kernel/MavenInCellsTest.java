package org.muster.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.muster.kernel.client.CellOutcome;
import org.muster.kernel.client.FrontEnd;
import org.muster.kernel.client.JarBuilder;
import org.muster.kernel.client.KernelProcess;
import org.muster.kernel.message.Message;

/// With repositories in a folder and settings of its own: nothing here needs a network, and nothing
/// of the user's is read or written.
@DisplayName("Libraries from Maven")
@Timeout(300)
class MavenInCellsTest {

  private static final String CORE = dependency("core", "1.0", "compile");

  @TempDir private Path folder;

  private Path repository;
  private Path loadedClasses;
  private KernelProcess kernel;
  private FrontEnd frontEnd;

  @BeforeEach
  void start() throws Exception {
    repository = Files.createDirectory(folder.resolve("repository"));
    Path central = Files.createDirectory(folder.resolve("central"));
    publish("core", "1.0", "1.0", "");
    publish("core", "2.0", "2.0", "");
    publish("core", "2.5", "2.5", "");
    publish("extra", "1.0", "extra", CORE);
    publish("newer", "1.0", "newer", dependency("core", "2.0", "compile"));
    publish("broken", "1.0", "broken", dependency("nowhere", "7", "compile"));
    publish("tests", "1.0", "tests", dependency("nowhere", "7", "test"));
    Path settings = Files.createDirectories(folder.resolve("home/.m2")).resolve("settings.xml");
    Files.writeString(
        settings,
        """
        <settings>
          <mirrors>
            <mirror><id>mirror</id><mirrorOf>central</mirrorOf><url>%s</url></mirror>
          </mirrors>
        </settings>
        """
            .formatted(central.toUri()));
    loadedClasses = folder.resolve("classes.log");
    kernel =
        KernelProcess.start(
            Map.of(
                "MUSTER_WORKERS",
                "2",
                "JDK_JAVA_OPTIONS",
                "-Duser.home=%s -Dmaven.repo.local=%s -Xlog:class+load:file=%s"
                    .formatted(folder.resolve("home"), folder.resolve("local"), loadedClasses)));
    frontEnd = kernel.frontEnd();
  }

  @AfterEach
  void stop() {
    kernel.close();
  }

  private static String dependency(String artifact, String version, String scope) {
    return """
    <dependency><groupId>org.example</groupId><artifactId>%s</artifactId>\
    <version>%s</version><scope>%s</scope></dependency>
    """
        .formatted(artifact, version, scope);
  }

  private void publish(String artifact, String version, String says, String dependencies)
      throws Exception {
    String type = Character.toUpperCase(artifact.charAt(0)) + artifact.substring(1);
    Path jar =
        new JarBuilder()
            .source(
                "org.example." + artifact + "." + type,
                "package org.example.%s; public class %s { public static String says() { return \"%s\"; } }"
                    .formatted(artifact, type, says))
            .jar(folder.resolve(artifact + "-" + version + ".jar"));
    JarBuilder.publish(repository, "org.example", artifact, version, jar, dependencies);
  }

  private String ok(String code) throws Exception {
    return frontEnd.run(code).resultIfOk();
  }

  private String refused(String code) throws Exception {
    return frontEnd.run(code).refusal();
  }

  private void addRepository() throws Exception {
    ok("%mavenRepo mine " + repository.toUri());
  }

  @Test
  void come_with_what_they_need_into_cells_and_running_workers() throws Exception {
    assertEquals("[0, 1]", ok("pool.map(x -> x, range(2))"));
    assertFalse(
        Files.readString(loadedClasses).contains("eu.maveniverse"),
        "nothing of Maven is loaded before it is needed");
    addRepository();
    CellOutcome added = frontEnd.run("%maven org.example:extra:1.0\norg.example.core.Core.says()");
    assertEquals("1.0", added.result());
    assertEquals("", added.stream("stdout"));
    assertFalse(added.stream("stderr").contains("SLF4J"), added.stream("stderr"));
    assertEquals(
        "[extra1.0, extra1.0]",
        ok(
            "pool.map(x -> org.example.extra.Extra.says() + org.example.core.Core.says(), range(2), 1).toString()"));
    assertTrue(Files.exists(folder.resolve("local/org/example/extra/1.0/extra-1.0.jar")));
    assertEquals("", kernel.standardError().replaceAll("NOTE: .*\\R", ""));
  }

  @Test
  void are_added_several_at_once_and_again_without_a_word() throws Exception {
    addRepository();
    ok("%maven org.example:extra:1.0 org.example:tests:jar:1.0");
    ok("%addMavenDependency org.example:extra:1.0");
    ok("lineMagic(\"maven\", List.of(\"org.example:extra:1.0\"));");
    assertEquals(
        "extratests1.0",
        ok(
            "org.example.extra.Extra.says() + org.example.tests.Tests.says() + org.example.core.Core.says()"));
  }

  @Test
  void keep_the_version_that_is_there_and_say_so() throws Exception {
    addRepository();
    ok("%maven org.example:core:1.0");
    CellOutcome newer =
        frontEnd.run("%maven org.example:newer:1.0\norg.example.newer.Newer.says()");
    assertEquals("newer", newer.result());
    assertEquals(
        "keeps core 1.0, which cell [2] has added; asked for 2.0 by org.example:newer:1.0\n",
        newer.stream("stderr"));
    assertEquals("1.0", ok("org.example.core.Core.says()"));
    String message = refused("%maven org.example:core:2.0");
    assertTrue(message.startsWith("core 2.0 cannot be added"), message);
    assertTrue(message.contains("cell [2] has added org.example:core:1.0"), message);
  }

  @Test
  void that_are_not_there_are_told_with_the_versions_that_are() throws Exception {
    addRepository();
    String message = refused("%maven org.example:core:2.1");
    assertTrue(message.startsWith("org.example:core:2.1 was not found. Asked: the local"), message);
    assertTrue(message.contains("mirror (file:") && message.contains("mine (file:"), message);
    assertTrue(message.endsWith("Versions that are there: 1.0, 2.0, 2.5"), message);
    message = refused("%maven org.example:cores:1.0");
    assertTrue(message.contains("None of them has any version of it"), message);
    message = refused("%maven org.example:broken:1.0");
    assertTrue(
        message.startsWith(
            "org.example:nowhere:7 was not found, which is needed by org.example:broken:1.0."),
        message);
    assertTrue(refused("org.example.broken.Broken.says()").contains("org.example.broken"));
    for (String wrong :
        new String[] {"core", "org.example:core", "a:b:c:d:e:f", "org.example::1"}) {
      message = refused("%maven " + wrong);
      assertTrue(message.startsWith("`" + wrong + "` does not name a Maven artifact"), message);
    }
    assertTrue(refused("%maven").contains("needs coordinates"));
    assertTrue(refused("%mavenRepo mine").contains("a name and a URL"));
  }

  @Test
  void are_those_of_the_local_repository_when_the_settings_say_offline() throws Exception {
    Path settings = folder.resolve("home/.m2/settings.xml");
    Files.writeString(settings, "<settings><offline>true</offline></settings>");
    addRepository();
    String message = refused("%maven org.example:core:1.0");
    assertTrue(
        message.startsWith(
            "org.example:core:1.0 cannot be fetched: Maven's settings say offline, and"),
        message);
  }

  @Test
  void come_from_a_pom_in_a_cell_or_a_file() throws Exception {
    CellOutcome cell =
        frontEnd.run(
            "%%loadFromPOM\n<repository><id>mine</id><url>"
                + repository.toUri()
                + "</url></repository>\n"
                + dependency("extra", "1.0", "compile"));
    assertEquals("ok", cell.status(), () -> cell.reply().toString());
    assertEquals("extra1.0", ok("org.example.extra.Extra.says() + org.example.core.Core.says()"));
    addRepository();
    Path pom =
        Files.writeString(
            folder.resolve("pom.xml"),
            """
            <project>
              <modelVersion>4.0.0</modelVersion>
              <groupId>org.example</groupId>
              <artifactId>app</artifactId>
              <version>1</version>
              <properties><tests.version>1.0</tests.version></properties>
              <dependencies>%s%s</dependencies>
            </project>
            """
                .formatted(
                    dependency("tests", "${tests.version}", "test"),
                    dependency("newer", "1.0", "runtime")));
    ok("%loadFromPOM " + pom + " test");
    assertEquals("tests", ok("org.example.tests.Tests.says()"));
    assertTrue(refused("org.example.newer.Newer.says()").contains("org.example.newer"));
    ok("%loadFromPOM " + pom);
    assertEquals("newer1.0", ok("org.example.newer.Newer.says() + org.example.core.Core.says()"));
    assertTrue(refused("%%loadFromPOM\n<dependency>").contains("is no XML"));
    assertTrue(refused("%%loadFromPOM\norg.example:words:1.0").contains("has no <dependency>"));
    assertTrue(
        refused("%%loadFromPOM\n<dependency><groupId>org.example</groupId></dependency>")
            .contains("has no <artifactId>"));
    assertTrue(refused("%loadFromPOM " + pom + " tset").contains("is no scope"));
  }

  @Test
  void can_be_interrupted_while_a_repository_hangs() throws Exception {
    addRepository();
    try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      ok("%mavenRepo silent http://127.0.0.1:" + silent.getLocalPort() + "/maven");
      Message running = frontEnd.start("%maven org.example:nothing:1.0");
      silent.setSoTimeout(60_000);
      Socket connected = silent.accept();
      Message told = frontEnd.published(running, message -> message.type().equals("stream"));
      assertTrue(
          told.content().get("text").getAsString().contains("fetching nothing-1.0.pom from "),
          told.content().toString());
      long start = System.nanoTime();
      frontEnd.interrupt();
      CellOutcome cell = frontEnd.await(running);
      assertEquals("Interrupted", cell.reply().get("ename").getAsString());
      assertTrue(System.nanoTime() - start < 5_000_000_000L);
      connected.close();
    }
    // Nobody listens there any more, which is another error and not a wait.
    String message = refused("%maven org.example:nothing:1.0");
    assertTrue(message.contains("org.example:nothing:1.0 cannot be fetched"), message);
    assertTrue(message.contains("local repository"), message);
    ok("%mavenRepo silent " + repository.toUri());
    assertEquals("1.0", ok("%maven org.example:core:1.0\norg.example.core.Core.says()"));
  }
}
