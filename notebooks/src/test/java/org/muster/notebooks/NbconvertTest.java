package org.muster.notebooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The other way to execute a tutorial: install the kernel, and let Jupyter do it.
@DisplayName("jupyter nbconvert")
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class NbconvertTest {

  @TempDir private Path temporary;

  @Test
  void executes_a_tutorial_with_the_installed_kernel() throws IOException, InterruptedException {
    assumeTrue(
        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "jupyter-nbconvert"))),
        "no jupyter-nbconvert on the PATH");
    Tool.muster(temporary, "install", "--prefix", temporary.toString()).run().expectSuccess();

    List<String> words =
        List.of(
            "jupyter-nbconvert",
            "--to",
            "notebook",
            "--execute",
            Tutorial.FOLDER.resolve(ImapNotebookTest.NAME).toString(),
            "--ExecutePreprocessor.timeout=240",
            "--output-dir",
            temporary.toString(),
            "--output",
            "executed.ipynb");
    new Tool(words, Tutorial.FOLDER, Map.of())
        .with("JUPYTER_PATH", temporary.resolve("share").resolve("jupyter").toString())
        .with("JUPYTER_DATA_DIR", temporary.resolve("data").toString())
        .with("JUPYTER_CONFIG_DIR", temporary.resolve("config").toString())
        .with("JUPYTER_RUNTIME_DIR", temporary.resolve("runtime").toString())
        .with("IPYTHONDIR", temporary.resolve("ipython").toString())
        .run()
        .expectSuccess();

    Tutorial executed = Tutorial.read(temporary.resolve("executed.ipynb"));
    assertEquals(List.of(), executed.errors());
    assertEquals(
        BigInteger.valueOf(ImapNotebookTest.START).nextProbablePrime().longValueExact(),
        Printed.whole("first prime: (\\d+)", executed.printedBy("break-code")));
  }
}
