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
import org.muster.parallel.jvm.ThisJvm;

/// The system calls that the JDK has no words for: memory files and futexes (`memfd_create(2)`,
/// `futex(2)`). Bound at first use, so a program that shares no memory does not pay for it, and one
/// on another system does not fail.
@SuppressWarnings("restricted") // what a call is given is right, or it is wrong here
final class Linux {

  /// The property that makes this JVM do without these calls, as on other systems.
  static final String WITHOUT = "muster.memory.files";

  /// Whether these calls are there: 64-bit Linux on a processor whose call numbers are known.
  static final boolean AVAILABLE = isLinux() && futexNumber() > 0 && !Boolean.getBoolean(WITHOUT);

  private static final int CLOSE_ON_EXEC = 1; // MFD_CLOEXEC
  private static final int PUNCH_HOLE = 3; // FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE
  private static final int READ_WRITE_CLOSE_ON_EXEC = 0x80002; // O_RDWR | O_CLOEXEC
  private static final int OWNER_ONLY = 0600;
  private static final int READ_WRITE = 3; // PROT_READ | PROT_WRITE
  private static final int SHARED = 1; // MAP_SHARED

  private Linux() {}

  /// What all calls have in common: room for the error.
  private static final class Calls {

    static final StructLayout STATE = Linker.Option.captureStateLayout();
    static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    static final MemoryLayout INT = ValueLayout.JAVA_INT;
    static final MemoryLayout LONG = ValueLayout.JAVA_LONG;
    static final MemoryLayout ADDRESS = ValueLayout.ADDRESS;
    private static final Linker LINKER = Linker.nativeLinker();

    /// @param fixed how many arguments come before the variable ones, or -1 if there are none
    static MethodHandle bind(
        String name, int fixed, MemoryLayout result, MemoryLayout... arguments) {
      var errors = Linker.Option.captureCallState("errno");
      return LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow(name),
          FunctionDescriptor.of(result, arguments),
          fixed < 0
              ? new Linker.Option[] {errors}
              : new Linker.Option[] {errors, Linker.Option.firstVariadicArg(fixed)});
    }
  }

  /*
   * Binding a call takes the JVM some 20 ms, so each is bound when it is first needed: a process that only attaches
   * to memory needs two of them.
   */

  private static final class Make {
    static final MethodHandle CREATE =
        Calls.bind("memfd_create", -1, Calls.INT, Calls.ADDRESS, Calls.INT);
    static final MethodHandle PROTECT = Calls.bind("fchmod", -1, Calls.INT, Calls.INT, Calls.INT);
    static final MethodHandle SIZE = Calls.bind("ftruncate", -1, Calls.INT, Calls.INT, Calls.LONG);
  }

  private static final class Open {
    static final MethodHandle CALL = Calls.bind("open", 2, Calls.INT, Calls.ADDRESS, Calls.INT);
  }

  private static final class Map {
    static final MethodHandle CALL =
        Calls.bind(
            "mmap",
            -1,
            Calls.LONG,
            Calls.ADDRESS,
            Calls.LONG,
            Calls.INT,
            Calls.INT,
            Calls.INT,
            Calls.LONG);
  }

  private static final class Release {
    static final MethodHandle CLOSE = Calls.bind("close", -1, Calls.INT, Calls.INT);
    static final MethodHandle UNMAP = Calls.bind("munmap", -1, Calls.INT, Calls.LONG, Calls.LONG);
  }

  private static final class GiveBack {
    static final MethodHandle CALL =
        Calls.bind("fallocate", -1, Calls.INT, Calls.INT, Calls.INT, Calls.LONG, Calls.LONG);
  }

  private static final class Wait {
    static final MethodHandle FUTEX =
        Calls.bind(
            "syscall",
            1,
            Calls.LONG,
            Calls.LONG,
            Calls.ADDRESS,
            Calls.INT,
            Calls.INT,
            Calls.ADDRESS);
  }

  private static boolean isLinux() {
    return ThisJvm.property("os.name", "").startsWith("Linux");
  }

  /// Of the `futex` call.
  private static int futexNumber() {
    return switch (ThisJvm.property("os.arch", "").toLowerCase(Locale.ROOT)) {
      case "amd64", "x86_64" -> 202;
      case "aarch64", "riscv64" -> 98;
      default -> -1;
    };
  }

  /// A new file in memory without a name in any file system, of this size and all zero; for its
  /// user only.
  ///
  /// @param label what `/proc` shows
  /// @return its descriptor, to be closed
  static int createMemoryFile(String label, long bytes) throws IOException {
    try (var arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Calls.STATE);
      int fd = (int) Make.CREATE.invokeExact(state, arena.allocateFrom(label), CLOSE_ON_EXEC);
      checked(fd, state, "create a memory file");
      try {
        checked((int) Make.PROTECT.invokeExact(state, fd, OWNER_ONLY), state, "protect it");
        checked((int) Make.SIZE.invokeExact(state, fd, bytes), state, "give it its size");
      } catch (IOException e) {
        close(fd);
        throw e;
      }
      return fd;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /// Opens a file for reading and writing.
  ///
  /// @return its descriptor, to be closed
  static int open(String path) throws IOException {
    try (var arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Calls.STATE);
      int fd =
          (int) Open.CALL.invokeExact(state, arena.allocateFrom(path), READ_WRITE_CLOSE_ON_EXEC);
      return (int) checked(fd, state, "open " + path);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /// Maps all of a file.
  ///
  /// @return its address, to be unmapped
  static long map(int fd, long bytes) throws IOException {
    try (var arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Calls.STATE);
      long address =
          (long) Map.CALL.invokeExact(state, MemorySegment.NULL, bytes, READ_WRITE, SHARED, fd, 0L);
      return checked(address, state, "map %d bytes of shared memory".formatted(bytes));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static void unmap(long address, long bytes) {
    try (var arena = Arena.ofConfined()) {
      int _ = (int) Release.UNMAP.invokeExact(arena.allocate(Calls.STATE), address, bytes);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  static void close(int fd) {
    try (var arena = Arena.ofConfined()) {
      int _ = (int) Release.CLOSE.invokeExact(arena.allocate(Calls.STATE), fd);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /// Gives the pages of a file in memory back to the system.
  static void punchHole(int fd, long offset, long bytes) throws IOException {
    try (var arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Calls.STATE);
      int result = (int) GiveBack.CALL.invokeExact(state, fd, PUNCH_HOLE, offset, bytes);
      checked(result, state, "give memory back");
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
              Wait.FUTEX.invokeExact(
                  arena.allocate(Calls.STATE),
                  (long) futexNumber(),
                  word,
                  operation,
                  value,
                  timeout);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static long checked(long result, MemorySegment state, String what) throws IOException {
    if (result == -1) {
      int error = (int) Calls.ERRNO.get(state, 0L);
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
}
