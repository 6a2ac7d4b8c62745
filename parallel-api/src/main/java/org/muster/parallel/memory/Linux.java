package org.muster.parallel.memory;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Locale;

/// The system calls that the JDK has no words for: memory files and futexes (`memfd_create(2)`,
/// `futex(2)`). Loaded at first use, so a program that shares no memory does not pay for it.
@SuppressWarnings("restricted") // what a call is given is right, or it is wrong here
final class Linux {

  /// Whether these calls are there: 64-bit Linux on a processor whose call numbers are known.
  static final boolean AVAILABLE = isLinux() && futexNumber() > 0;

  private static final int CLOSE_ON_EXEC = 1; // MFD_CLOEXEC
  private static final int READ_WRITE_CLOSE_ON_EXEC = 0x80002; // O_RDWR | O_CLOEXEC

  private static final int PUNCH_HOLE = 3; // FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE

  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle MEMFD_CREATE =
      bind("memfd_create", ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
  private static final MethodHandle OPEN =
      bindVariadic("open", 2, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
  private static final MethodHandle CLOSE =
      bind("close", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
  private static final MethodHandle FALLOCATE =
      bind(
          "fallocate",
          ValueLayout.JAVA_INT,
          ValueLayout.JAVA_INT,
          ValueLayout.JAVA_INT,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG);
  private static final MethodHandle FUTEX =
      bindVariadic(
          "syscall",
          1,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.ADDRESS,
          ValueLayout.JAVA_INT,
          ValueLayout.JAVA_INT,
          ValueLayout.ADDRESS);

  private Linux() {}

  private static boolean isLinux() {
    return System.getProperty("os.name", "").startsWith("Linux");
  }

  /// Of the `futex` call.
  private static int futexNumber() {
    return switch (System.getProperty("os.arch", "").toLowerCase(Locale.ROOT)) {
      case "amd64", "x86_64" -> 202;
      case "aarch64", "riscv64" -> 98;
      default -> -1;
    };
  }

  /// A new, empty file in memory without a name in any file system.
  ///
  /// @param label what `/proc` shows
  /// @return its descriptor, to be closed
  static int createMemoryFile(String label) throws IOException {
    try (var arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int fd = (int) MEMFD_CREATE.invokeExact(state, arena.allocateFrom(label), CLOSE_ON_EXEC);
      return checked(fd, state, "create a memory file");
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /// Opens a file for reading and writing.
  ///
  /// @return its descriptor, to be closed
  static int open(String path) throws IOException {
    try (var arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int fd = (int) OPEN.invokeExact(state, arena.allocateFrom(path), READ_WRITE_CLOSE_ON_EXEC);
      return checked(fd, state, "open " + path);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static void close(int fd) {
    try (var arena = Arena.ofConfined()) {
      int _ = (int) CLOSE.invokeExact(arena.allocate(STATE), fd);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /// Gives pages of a file in memory back to the system.
  static void punchHole(int fd, long offset, long bytes) throws IOException {
    try (var arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int result = (int) FALLOCATE.invokeExact(state, fd, PUNCH_HOLE, offset, bytes);
      int _ = checked(result, state, "give memory back");
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /// One call of `futex(2)`, for words that processes share.
  ///
  /// @param timeout a `timespec`, or null
  static void futex(MemorySegment word, int operation, int value, MemorySegment timeout) {
    try (var arena = Arena.ofConfined()) {
      long _ =
          (long)
              FUTEX.invokeExact(
                  arena.allocate(STATE), (long) futexNumber(), word, operation, value, timeout);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static int checked(int result, MemorySegment state, String what) throws IOException {
    if (result < 0) {
      int error = (int) ERRNO.get(state, 0L);
      throw new IOException("cannot %s: %s".formatted(what, text(error)));
    }
    return result;
  }

  private static String text(int error) {
    return switch (error) {
      case 2 -> "there is none";
      case 13, 1 -> "it belongs to another user";
      case 12 -> "there is no memory left";
      case 23, 24 -> "too many files are open";
      default -> "error " + error;
    };
  }

  private static IOException unexpected(Throwable e) {
    if (e instanceof IOException io) {
      return io;
    }
    throw new AssertionError(e);
  }

  private static MethodHandle bind(String name, MemoryLayout result, MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(result, arguments),
        Linker.Option.captureCallState("errno"));
  }

  private static MethodHandle bindVariadic(
      String name, int fixed, MemoryLayout result, MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(result, arguments),
        Linker.Option.captureCallState("errno"),
        Linker.Option.firstVariadicArg(fixed));
  }
}
