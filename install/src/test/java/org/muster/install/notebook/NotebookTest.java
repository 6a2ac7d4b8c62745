package org.muster.install.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.muster.install.ExitCode;
import org.muster.install.Refusal;

@DisplayName("A notebook file")
class NotebookTest {

  private static final String NOTHING =
      "{\"nbformat\": 4, \"nbformat_minor\": 5, \"metadata\": {}, \"cells\": []}";

  @TempDir Path folder;

  @Test
  void is_written_as_it_was_read() throws IOException {
    String text =
        """
        {
         "zebra": 1.0,
         "nbformat_minor": 5,
         "cells": [
          {
           "source": "one text ü ✓ <b>&",
           "custom": {
            "deep": [
             1e5,
             12345678901234567890,
             null,
             true
            ]
           },
           "cell_type": "markdown",
           "metadata": {}
          },
          {
           "cell_type": "code",
           "id": "a",
           "metadata": {
            "tags": []
           },
           "outputs": [],
           "execution_count": null,
           "source": [
            "1 +\\n",
            " 1"
           ]
          }
         ],
         "nbformat": 4,
         "metadata": {}
        }
        """;
    assertEquals(text, read(text).toJson());
  }

  @Test
  void is_written_through_a_link() throws IOException {
    Path file = Files.writeString(folder.resolve("file.ipynb"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link.ipynb"), file);
    read(NOTHING).write(link);
    assertTrue(Files.isSymbolicLink(link));
    assertEquals(read(NOTHING).toJson(), Files.readString(file));
  }

  @Test
  void that_finds_no_room_leaves_nothing_behind_and_replaces_no_device() throws IOException {
    Path device = Path.of("/dev/full");
    assumeTrue(Files.exists(device), "no device here that is always full");
    Path link = Files.createSymbolicLink(folder.resolve("link.ipynb"), device);
    Notebook notebook = read(NOTHING);
    var refusal = assertThrows(Refusal.class, () -> notebook.write(link));
    assertEquals(ExitCode.FAILED, refusal.exitCode());
    assertEquals(
        "cannot write %s: No space left on device.%nMake room there, or name a file on another disk with -o."
            .formatted(link),
        refusal.getMessage());
    assertEquals(device, Files.readSymbolicLink(link));
  }

  @Test
  void gives_its_code_whether_it_is_one_text_or_lines() throws IOException {
    Notebook notebook =
        read(
            """
            {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": [
              {"cell_type": "code", "source": "a\\nb", "metadata": {}},
              {"cell_type": "raw", "source": "x", "metadata": {}},
              {"cell_type": "code", "source": ["a\\n", "b"], "metadata": {"tags": ["raises-exception"]}}
            ]}\
            """);
    assertEquals(2, notebook.codeCells().size());
    assertEquals("a\nb", notebook.codeCells().getFirst().source());
    assertEquals("a\nb", notebook.codeCells().getLast().source());
    assertTrue(notebook.codeCells().getLast().mayFail());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          hello                                         | is not JSON
          {"nbformat": 4                                | is not JSON
          {'nbformat': 4}                               | is not JSON
          {} {}                                         | is not JSON
          []                                            | has no cells
          {"cells": []}                                 | no "nbformat"
          {"nbformat": 3, "worksheets": []}             | has notebook format 3
          {"nbformat": 4}                               | no list of cells
          {"nbformat": 4, "cells": [7]}                 | cell 1 is no object
          {"nbformat": 4, "cells": [{"cell_type": "heading", "source": ""}]} | type of its cell 1 is "heading"
          {"nbformat": 4, "cells": [{"cell_type": "code"}]} | cell 1 has no source
          """)
  void that_is_none_is_refused_with_the_reason(String text, String reason) {
    var refusal = assertThrows(Refusal.class, () -> read(text));
    assertEquals(ExitCode.REFUSED, refusal.exitCode());
    assertTrue(String.valueOf(refusal.getMessage()).contains(reason), refusal.getMessage());
  }

  @Test
  void that_is_missing_or_no_text_is_refused() throws IOException {
    Path missing = folder.resolve("missing.ipynb");
    assertTrue(
        String.valueOf(assertThrows(Refusal.class, () -> Notebook.read(missing)).getMessage())
            .contains("missing.ipynb does not exist"));
    assertTrue(
        String.valueOf(assertThrows(Refusal.class, () -> Notebook.read(folder)).getMessage())
            .contains("is a folder"));
    Path binary = folder.resolve("binary.ipynb");
    Files.write(binary, new byte[] {(byte) 0xFF, (byte) 0xFE, 0});
    assertTrue(
        String.valueOf(assertThrows(Refusal.class, () -> Notebook.read(binary)).getMessage())
            .contains("not JSON"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"kernelspec\": {\"name\": \"python3\", \"display_name\": \"Python 3\", \"language\": \"python\"}}",
        "{\"kernelspec\": {\"name\": \"python3\", \"display_name\": \"Python 3\"}}",
        "{\"kernelspec\": {\"name\": \"javascript\", \"display_name\": \"JavaScript\"}}",
        "{\"language_info\": {\"name\": \"R\"}}"
      })
  void for_another_kernel_is_refused(String metadata) {
    var refusal = assertThrows(Refusal.class, () -> read(withMetadata(metadata)));
    assertTrue(String.valueOf(refusal.getMessage()).contains("for another kernel"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"kernelspec\": {\"name\": \"java\", \"display_name\": \"Java\", \"language\": \"java\"}}",
        "{\"kernelspec\": {\"name\": \"jjava\", \"display_name\": \"JJava\"}}",
        "{\"kernelspec\": {\"name\": \"own\", \"display_name\": \"Java (Muster)\"}}",
        "{\"kernelspec\": {\"name\": \"x\"}, \"language_info\": {\"name\": \"java\"}}"
      })
  void for_any_java_kernel_is_taken(String metadata) throws IOException {
    assertEquals(0, read(withMetadata(metadata)).codeCells().size());
  }

  private static String withMetadata(String metadata) {
    return "{\"nbformat\": 4, \"nbformat_minor\": 5, \"cells\": [], \"metadata\": "
        + metadata
        + "}";
  }

  private Notebook read(String text) throws IOException {
    return Notebook.read(Files.writeString(folder.resolve("notebook.ipynb"), text));
  }
}
