package org.muster.install.release;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.Base64;
import java.util.SortedMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.muster.install.kernelspec.KernelFiles.Content;

/// The archive that pip installs: a ZIP file with a list of its files and their hashes.
///
/// The same content gives the same bytes: entries are sorted and all have one time.
///
/// @param name the distribution's name, without hyphens
/// @param version in the form that Python's packages have
/// @see <a
///   href="https://packaging.python.org/en/latest/specifications/binary-distribution-format/">Binary
///   distribution format</a>
record Wheel(String name, String version) {

  private static final LocalDateTime TIME = LocalDateTime.of(2026, 1, 1, 0, 0);

  /// The name of an entry that goes below the environment's folder.
  String data(String path) {
    return "%s-%s.data/data/%s".formatted(name, version, path);
  }

  /// The name of an entry that becomes a command.
  String script(String command) {
    return "%s-%s.data/scripts/%s".formatted(name, version, command);
  }

  /// The name of an entry about the distribution.
  String info(String path) {
    return "%s-%s.dist-info/%s".formatted(name, version, path);
  }

  /// Writes it.
  ///
  /// @param files by the names of their entries
  /// @return `FOLDER/NAME-VERSION-py3-none-any.whl`
  Path write(Path folder, SortedMap<String, Content> files) throws IOException {
    Path wheel = folder.resolve("%s-%s-py3-none-any.whl".formatted(name, version));
    var record = new StringBuilder();
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      for (var file : files.entrySet()) {
        try (InputStream in = file.getValue().open()) {
          add(zip, file.getKey(), in.readAllBytes(), record);
        }
      }
      add(zip, info("METADATA"), utf8(metadata()), record);
      add(zip, info("WHEEL"), utf8(format()), record);
      record.append(info("RECORD")).append(",,\n");
      add(zip, info("RECORD"), utf8(record.toString()), new StringBuilder());
    }
    ByteBuffer archive = ByteBuffer.wrap(bytes.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
    giveModes(archive);
    Files.write(wheel, archive.array());
    return wheel;
  }

  private static void add(ZipOutputStream zip, String name, byte[] content, StringBuilder record)
      throws IOException {
    var entry = new ZipEntry(name);
    entry.setTimeLocal(TIME);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
    record.append("%s,sha256=%s,%d\n".formatted(name, sha256(content), content.length));
  }

  /// Writes what Java cannot: the mode of each file, into the list at the archive's end. Only what
  /// is executable there, pip makes executable.
  ///
  /// @see <a href="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT">APPNOTE 4.3.12</a>
  private void giveModes(ByteBuffer archive) {
    int end = archive.capacity() - 22; // a ZIP file without a comment ends with these bytes
    int entries = archive.getShort(end + 10);
    int entry = archive.getInt(end + 16);
    for (int i = 0; i < entries; i++) {
      int nameLength = archive.getShort(entry + 28);
      var name = new String(archive.array(), entry + 46, nameLength, StandardCharsets.UTF_8);
      archive.put(entry + 5, (byte) 3); // made on Unix
      archive.putInt(entry + 38, (name.startsWith(script("")) ? 0100755 : 0100644) << 16);
      entry += 46 + nameLength + archive.getShort(entry + 30) + archive.getShort(entry + 32);
    }
  }

  private String metadata() {
    return """
    Metadata-Version: 2.1
    Name: %s
    Version: %s
    Summary: A Jupyter kernel for Java whose notebook cells reach every core
    License: Apache-2.0
    Keywords: jupyter,kernel,java,parallel,multiprocessing
    Classifier: Framework :: Jupyter
    Classifier: License :: OSI Approved :: Apache Software License
    Classifier: Operating System :: POSIX
    Classifier: Programming Language :: Java
    Requires-Python: >=3.7
    Description-Content-Type: text/markdown

    A Jupyter kernel for Java whose cells can put every core to work: what Python's
    `multiprocessing` does for scripts, it does for notebooks. It needs a JDK 25 or newer, looked
    for in `MUSTER_JAVA_HOME`, `JAVA_HOME`, on the `PATH` and in the usual folders.
    """
        .formatted(name, version);
  }

  private String format() {
    return """
    Wheel-Version: 1.0
    Generator: %s (%s)
    Root-Is-Purelib: true
    Tag: py3-none-any
    """
        .formatted(name, version);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String sha256(byte[] content) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
