package org.muster.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("muster notebook")
@Timeout(60)
class NotebookVerbTest {

  @TempDir Path temporary;

  @Test
  void installs_the_kernel_and_opens_lab_rather_than_the_classic_notebook() throws Exception {
    program("jupyter-notebook");
    var classic = muster().run();
    assertEquals(0, classic.exitCode(), classic.err());
    assertTrue(classic.out().contains("\njupyter-notebook "), classic.out());
    assertTrue(Files.exists(temporary.resolve("data/kernels/muster/kernel.json")));

    program("jupyter-lab");
    var lab = muster("--", "--no-browser").run();
    assertTrue(lab.out().contains("\njupyter-lab " + temporary + " --no-browser\n"), lab.out());
  }

  @Test
  void says_the_one_line_that_installs_jupyter_where_there_is_none() throws Exception {
    var result = muster().run();
    assertEquals(2, result.exitCode());
    assertEquals(2, result.errorLines().size(), result.err());
    assertTrue(result.err().contains("python3 -m pip install jupyterlab"), result.err());
    assertTrue(Files.notExists(temporary.resolve("data")));
  }

  private Command muster(String... words) {
    String[] all = new String[words.length + 1];
    all[0] = "notebook";
    System.arraycopy(words, 0, all, 1, words.length);
    return Command.muster(all)
        .in(temporary)
        .with("PATH", temporary.resolve("bin").toString())
        .with("JUPYTER_DATA_DIR", temporary.resolve("data").toString());
  }

  private void program(String name) throws IOException {
    Path file = Files.createDirectories(temporary.resolve("bin")).resolve(name);
    Files.writeString(file, "#!/bin/sh\necho %s \"$@\"\n".formatted(name));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
