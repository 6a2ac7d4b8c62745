package org.muster.parallel.stop;

import java.io.File;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.muster.parallel.jvm.ThisJvm;

/// The calls of this JVM's tool interface (JVMTI) that suspend, stop and resume a thread, from Java
/// alone. Bound at first use.
/*
 * JVMTI wants a thread as a JNI local reference, and those are made for C: the wrapper around every native method of the
 * JDK frees all references of its thread when that method returns. `Unsafe.getLong` is such a method in the
 * interpreter, so is what links a call or defines a class. A freed reference that is used crashes the JVM. Hence
 * [#handlesOfCaller] makes its two references (target and error) in one go and turns them into global ones, which stay.
 * From the first reference to the last global one there is nothing but invocations of one method handle with numbers:
 *
 * - all calls have one shape (four 64-bit arguments, one 64-bit result), which the calling conventions of the 64-bit systems
 *   permit also for functions with fewer or narrower ones: nothing is linked for a second shape;
 * - addresses of functions are read, and names are written to memory, before;
 * - that handle was invoked often before: the first time links it, and the 127th makes the JDK define a class that is
 *   customized for it.
 *
 * The calling thread's own fields hold what the references are for, because its class can be asked of JNI without finding it
 * by name in a class loader.
 */
@SuppressWarnings("restricted") // what a call is given is right, or it is wrong here
final class JvmCalls {

  private static final int JNI_VERSION = 0x0015_0000;
  private static final int JVMTI_VERSION = 0x3001_0000;
  private static final int CAN_SIGNAL_THREAD = 1 << 10;
  private static final int CAN_SUSPEND = 1 << 20;
  private static final int CAN_GET_THREAD_CPU_TIME = 1 << 23;
  private static final int CAN_SUPPORT_VIRTUAL_THREADS = 1 << (44 - 32);
  private static final int STATE_IN_NATIVE = 0x0040_0000;

  /// More than `java.lang.invoke.MethodHandle.CUSTOMIZE_THRESHOLD`, which is 127.
  private static final int INVOCATIONS_BEFORE_USE = 300;

  private static final MethodHandle CALL =
      Linker.nativeLinker()
          .downcallHandle(
              FunctionDescriptor.of(
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG));

  /// Null where these calls do not work. Made last: it uses the constants above.
  static final @Nullable JvmCalls BOUND = bind();

  private final MemorySegment vm;
  private final Jni jni;
  private final Jvmti jvmti;
  private final Names names;

  /// Addresses of functions; all threads have the same.
  private record Jni(
      MemorySegment getVersion,
      MemorySegment findClass,
      MemorySegment exceptionClear,
      MemorySegment newGlobalRef,
      MemorySegment deleteGlobalRef,
      MemorySegment getObjectClass,
      MemorySegment getFieldId,
      MemorySegment getObjectField,
      MemorySegment getStaticMethodId,
      MemorySegment callStaticObjectMethod) {

    static Jni of(MemorySegment env) {
      return new Jni(
          function(env, 4),
          function(env, 6),
          function(env, 17),
          function(env, 21),
          function(env, 22),
          function(env, 31),
          function(env, 94),
          function(env, 95),
          function(env, 113),
          function(env, 116));
    }
  }

  private record Jvmti(
      long env,
      MemorySegment suspendThread,
      MemorySegment resumeThread,
      MemorySegment stopThread,
      MemorySegment getThreadState,
      MemorySegment getThreadCpuTime,
      MemorySegment addCapabilities) {

    static Jvmti of(MemorySegment env) {
      return new Jvmti(
          env.address(),
          function(env, 4),
          function(env, 5),
          function(env, 6),
          function(env, 16),
          function(env, 136),
          function(env, 141));
    }
  }

  /// Addresses of what [#handlesOfCaller] asks for by name.
  private record Names(
      long thread,
      long currentThread,
      long currentThreadType,
      long target,
      long targetType,
      long error,
      long errorType) {

    static Names in(Arena memory) {
      return new Names(
          memory.allocateFrom("java/lang/Thread").address(),
          memory.allocateFrom("currentThread").address(),
          memory.allocateFrom("()Ljava/lang/Thread;").address(),
          memory.allocateFrom("target").address(),
          memory.allocateFrom("Ljava/lang/Thread;").address(),
          memory.allocateFrom("error").address(),
          memory.allocateFrom("Ljava/lang/Error;").address());
    }
  }

  private JvmCalls(MemorySegment vm, Jni jni, Jvmti jvmti, Names names) {
    this.vm = vm;
    this.jni = jni;
    this.jvmti = jvmti;
    this.names = names;
  }

  private static @Nullable JvmCalls bind() {
    if (ValueLayout.ADDRESS.byteSize() != Long.BYTES) {
      return null;
    }
    Arena memory = Arena.global();
    try {
      MemorySegment out = memory.allocate(ValueLayout.ADDRESS);
      SymbolLookup library = SymbolLookup.libraryLookup(library(), memory);
      MemorySegment created = library.findOrThrow("JNI_GetCreatedJavaVMs");
      MemorySegment count = memory.allocate(ValueLayout.JAVA_INT);
      check(call(created, out.address(), 1, count.address(), 0));
      MemorySegment vm = out.get(ValueLayout.ADDRESS, 0);
      MemorySegment jniEnv = env(vm, JNI_VERSION, out);
      Jvmti jvmti = Jvmti.of(env(vm, JVMTI_VERSION, out));
      MemorySegment capabilities = memory.allocate(16);
      capabilities.set(
          ValueLayout.JAVA_INT, 0, CAN_SIGNAL_THREAD | CAN_SUSPEND | CAN_GET_THREAD_CPU_TIME);
      capabilities.set(ValueLayout.JAVA_INT, Integer.BYTES, CAN_SUPPORT_VIRTUAL_THREADS);
      check(call(jvmti.addCapabilities, jvmti.env, capabilities.address(), 0, 0));
      Jni jni = Jni.of(jniEnv);
      for (int i = 0; i < INVOCATIONS_BEFORE_USE; i++) {
        long _ = call(jni.getVersion, jniEnv.address(), 0, 0, 0);
      }
      return new JvmCalls(vm, jni, jvmti, Names.in(memory));
    } catch (RuntimeException | LinkageError e) {
      return null; // no library of that name or place, no such function, native access denied
    }
  }

  private static Path library() {
    String name = System.mapLibraryName("jvm");
    String folder = File.separatorChar == '\\' ? "bin" : "lib";
    return ThisJvm.home().resolve(folder, "server", name);
  }

  /// Makes an environment of the tool interface, which stays; or finds the calling thread's of JNI.
  private static MemorySegment env(MemorySegment vm, int version, MemorySegment out) {
    check(call(function(vm, 6), vm.address(), out.address(), version, 0));
    return out.get(ValueLayout.ADDRESS, 0);
  }

  /// An interface is a pointer to a table of functions.
  private static MemorySegment function(MemorySegment object, int index) {
    MemorySegment table =
        object.reinterpret(Long.BYTES).get(ValueLayout.ADDRESS, 0).reinterpret(8L * (index + 1));
    return table.getAtIndex(ValueLayout.ADDRESS, index);
  }

  private static void check(long result) {
    if ((int) result != 0) {
      throw new IllegalStateException("the JVM answers " + (int) result);
    }
  }

  private static long call(MemorySegment function, long a, long b, long c, long d) {
    try {
      return (long) CALL.invokeExact(function, a, b, c, d);
    } catch (Throwable e) {
      throw new AssertionError("a native function throws nothing", e);
    }
  }

  /// References to what the calling thread's fields hold; null if it has no such fields.
  @Nullable Handles handlesOfCaller() {
    MemorySegment out = Arena.ofAuto().allocate(Long.BYTES, Long.BYTES);
    long env = env(vm, JNI_VERSION, out).address();
    Jni to = jni;
    Names of = names;
    // From here on nothing but calls and numbers: see above.
    long threads = call(to.findClass, env, of.thread, 0, 0);
    long current = call(to.getStaticMethodId, env, threads, of.currentThread, of.currentThreadType);
    long caller = call(to.callStaticObjectMethod, env, threads, current, 0);
    long type = call(to.getObjectClass, env, caller, 0, 0);
    long targetField = call(to.getFieldId, env, type, of.target, of.targetType);
    long errorField = targetField == 0 ? 0 : call(to.getFieldId, env, type, of.error, of.errorType);
    if (errorField == 0) {
      call(to.exceptionClear, env, 0, 0, 0);
      return null;
    }
    long local = call(to.getObjectField, env, caller, targetField, 0);
    long target = call(to.newGlobalRef, env, local, 0, 0);
    local = call(to.getObjectField, env, caller, errorField, 0);
    long error = call(to.newGlobalRef, env, local, 0, 0);
    return new Handles(env, target, error, out);
  }

  /// Global references to a thread and an error. For the thread that asked for them.
  final class Handles implements AutoCloseable {

    private final long env;
    private final long target;
    private final long error;
    private final MemorySegment out;

    private Handles(long env, long target, long error, MemorySegment out) {
      this.env = env;
      this.target = target;
      this.error = error;
      this.out = out;
    }

    /// False if the thread has ended, or another has suspended it.
    boolean suspend() {
      return succeeds(jvmti.suspendThread, 0);
    }

    void resume() {
      succeeds(jvmti.resumeThread, 0);
    }

    boolean isInNative() {
      return !succeeds(jvmti.getThreadState, out.address())
          || (out.get(ValueLayout.JAVA_INT, 0) & STATE_IN_NATIVE) != 0;
    }

    /// The processor time that the thread has had; 0 if it has ended or is virtual.
    long cpuNanos() {
      return succeeds(jvmti.getThreadCpuTime, out.address())
          ? out.get(ValueLayout.JAVA_LONG, 0)
          : 0;
    }

    /// False also if it is a virtual thread that no other carries now.
    boolean stop() {
      return succeeds(jvmti.stopThread, error);
    }

    private boolean succeeds(MemorySegment function, long argument) {
      return (int) call(function, jvmti.env, target, argument, 0) == 0;
    }

    @Override
    public void close() {
      call(jni.deleteGlobalRef, env, target, 0, 0);
      call(jni.deleteGlobalRef, env, error, 0, 0);
    }
  }
}
