package org.muster.parallel.closure;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.UnaryOperator;

/// The texts in the constant pool of a class file: every name in it, and every descriptor. To
/// replace one renames a class, or what it calls, and leaves all else as it was.
///
/// @see <a href="https://docs.oracle.com/javase/specs/jvms/se25/html/jvms-4.html#jvms-4.4">JVMS
///   4.4</a>
public final class ConstantTexts {

  private static final int UTF8 = 1;
  private static final int LONG = 5;
  private static final int DOUBLE = 6;

  private ConstantTexts() {}

  /// A copy of the class file with other texts.
  ///
  /// @param text gives the new one for each, or the same
  public static byte[] replace(byte[] classFile, UnaryOperator<String> text) {
    try {
      var in = new DataInputStream(new ByteArrayInputStream(classFile));
      var bytes = new ByteArrayOutputStream(classFile.length + 64);
      var out = new DataOutputStream(bytes);
      out.writeLong(in.readLong()); // magic number and version
      int count = in.readUnsignedShort();
      out.writeShort(count);
      for (int i = 1; i < count; i++) {
        int tag = in.readUnsignedByte();
        out.writeByte(tag);
        if (tag == UTF8) {
          out.writeUTF(text.apply(in.readUTF()));
        } else {
          out.write(in.readNBytes(sizeOf(tag)));
          i += tag == LONG || tag == DOUBLE ? 1 : 0; // these count twice
        }
      }
      in.transferTo(out);
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("in memory", e);
    }
  }

  /// The bytes of a constant behind its tag.
  private static int sizeOf(int tag) {
    return switch (tag) {
      case LONG, DOUBLE -> 8;
      case 7, 8, 16, 19, 20 -> 2; // Class, String, MethodType, Module, Package
      case 15 -> 3; // MethodHandle
      default -> 4; // Integer, Float, the references, NameAndType, Dynamic, InvokeDynamic
    };
  }
}
