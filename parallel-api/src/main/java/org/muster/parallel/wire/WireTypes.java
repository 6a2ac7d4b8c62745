package org.muster.parallel.wire;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// What the fields of messages are made of. A length stands before everything that has one, and is
/// checked against the bytes that are left.
final class WireTypes {

  private WireTypes() {}

  static void writeLongs(DataOutputStream out, long[] numbers) throws IOException {
    out.writeInt(numbers.length);
    for (long number : numbers) {
      out.writeLong(number);
    }
  }

  static long[] readLongs(DataInputStream in) throws IOException, ProtocolException {
    long[] numbers = new long[readCount(in)];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = in.readLong();
    }
    return numbers;
  }

  static void writeRefs(DataOutputStream out, List<ClassRef> refs) throws IOException {
    out.writeInt(refs.size());
    for (ClassRef ref : refs) {
      writeText(out, ref.name());
      writeText(out, ref.sha256());
    }
  }

  static List<ClassRef> readRefs(DataInputStream in) throws IOException, ProtocolException {
    int count = readCount(in);
    List<ClassRef> refs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      refs.add(new ClassRef(readText(in), readText(in)));
    }
    return refs;
  }

  static void writeClass(DataOutputStream out, ClassBytes c) throws IOException {
    writeText(out, c.ref().name());
    writeText(out, c.ref().sha256());
    out.writeInt(c.cell());
    writeBytes(out, c.bytes());
  }

  static ClassBytes readClass(DataInputStream in) throws IOException, ProtocolException {
    return new ClassBytes(new ClassRef(readText(in), readText(in)), in.readInt(), readBytes(in));
  }

  static void writeFile(DataOutputStream out, MemoryFile file) throws IOException {
    out.writeLong(file.id().getMostSignificantBits());
    out.writeLong(file.id().getLeastSignificantBits());
    out.writeLong(file.pid());
    out.writeInt(file.descriptor());
    out.writeLong(file.bytes());
  }

  static MemoryFile readFile(DataInputStream in) throws IOException {
    var id = new UUID(in.readLong(), in.readLong());
    return new MemoryFile(id, in.readLong(), in.readInt(), in.readLong());
  }

  static void writeTexts(DataOutputStream out, List<String> texts) throws IOException {
    out.writeInt(texts.size());
    for (String text : texts) {
      writeText(out, text);
    }
  }

  static List<String> readTexts(DataInputStream in) throws IOException, ProtocolException {
    int count = readCount(in);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add(readText(in));
    }
    return texts;
  }

  static void writeText(DataOutputStream out, String text) throws IOException {
    writeBytes(out, text.getBytes(StandardCharsets.UTF_8));
  }

  static String readText(DataInputStream in) throws IOException, ProtocolException {
    return new String(readBytes(in), StandardCharsets.UTF_8);
  }

  static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static byte[] readBytes(DataInputStream in) throws IOException, ProtocolException {
    byte[] bytes = new byte[readCount(in)];
    in.readFully(bytes);
    return bytes;
  }

  /// A count of things that take at least one byte each.
  static int readCount(DataInputStream in) throws IOException, ProtocolException {
    int count = in.readInt();
    if (count < 0 || count > in.available()) {
      throw new ProtocolException("%d announced, %d bytes left".formatted(count, in.available()));
    }
    return count;
  }
}
