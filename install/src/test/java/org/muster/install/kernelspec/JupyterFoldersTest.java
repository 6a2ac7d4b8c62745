package org.muster.install.kernelspec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.muster.install.Refusal;
import org.muster.install.kernelspec.JupyterFolders.Os;

@DisplayName("Jupyter's data folder")
class JupyterFoldersTest {

  private static final Path HOME = Path.of("/home/jürgen");

  @Test
  void is_below_the_home_folder_on_linux() {
    assertEquals(
        Path.of("/home/jürgen/.local/share/jupyter"),
        new JupyterFolders(Map.of(), HOME, Os.LINUX).user());
  }

  @Test
  void follows_xdg_on_linux_only() {
    Map<String, String> xdg = Map.of("XDG_DATA_HOME", "/data");
    assertEquals(Path.of("/data/jupyter"), new JupyterFolders(xdg, HOME, Os.LINUX).user());
    assertEquals(
        Path.of("/home/jürgen/Library/Jupyter"), new JupyterFolders(xdg, HOME, Os.MACOS).user());
  }

  @Test
  void is_the_roaming_folder_on_windows() {
    assertEquals(
        Path.of("/roaming/jupyter"),
        new JupyterFolders(Map.of("APPDATA", "/roaming"), HOME, Os.WINDOWS).user());
  }

  @Test
  void is_what_jupyter_data_dir_says_everywhere() {
    Map<String, String> both = Map.of("JUPYTER_DATA_DIR", "/here", "XDG_DATA_HOME", "/data");
    for (Os os : Os.values()) {
      assertEquals(Path.of("/here"), new JupyterFolders(both, HOME, os).user());
    }
  }

  @Test
  void of_the_environment_is_that_of_the_active_one() {
    Map<String, String> conda = Map.of("CONDA_PREFIX", "/conda");
    Map<String, String> both = Map.of("CONDA_PREFIX", "/conda", "VIRTUAL_ENV", "/venv");
    assertEquals(Path.of("/conda"), new JupyterFolders(conda, HOME, Os.LINUX).environmentPrefix());
    assertEquals(Path.of("/venv"), new JupyterFolders(both, HOME, Os.LINUX).environmentPrefix());
  }

  @Test
  void of_the_environment_is_else_that_of_the_python_that_runs_jupyter(@TempDir Path bin)
      throws IOException {
    script(bin.resolve("my-python"), "#!/bin/sh\necho /of/my/python\n");
    script(bin.resolve("python3"), "#!/bin/sh\necho /of/another\n");
    var folders = new JupyterFolders(Map.of("PATH", bin.toString()), HOME, Os.LINUX);
    assertEquals(Path.of("/of/another"), folders.environmentPrefix());
    script(bin.resolve("jupyter"), "#!" + bin.resolve("my-python") + "\nimport sys\n");
    assertEquals(Path.of("/of/my/python"), folders.environmentPrefix());
  }

  @Test
  void of_the_environment_is_refused_where_there_is_none(@TempDir Path empty) {
    var folders = new JupyterFolders(Map.of("PATH", empty.toString()), HOME, Os.LINUX);
    var refusal = assertThrows(Refusal.class, folders::environmentPrefix);
    assertTrue(String.valueOf(refusal.getMessage()).contains("--prefix DIR"));
  }

  @Test
  void is_looked_for_in_the_order_of_jupyter(@TempDir Path empty) {
    var folders =
        new JupyterFolders(
            Map.of(
                "JUPYTER_PATH", "/first:/second",
                "VIRTUAL_ENV", "/venv",
                "PATH", empty.toString()),
            HOME,
            Os.LINUX);
    assertEquals(
        List.of(
            Path.of("/first"),
            Path.of("/second"),
            Path.of("/home/jürgen/.local/share/jupyter"),
            Path.of("/venv/share/jupyter"),
            Path.of("/usr/local/share/jupyter"),
            Path.of("/usr/share/jupyter")),
        folders.all());
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
