package org.muster.kernel.eval;

import java.util.List;

/// What can be done when the kernel has no memory left.
final class MemoryAdvice {

  private static final long MEGABYTE = 1 << 20;
  private static final long GIGABYTE = 1 << 30;

  private MemoryAdvice() {}

  /// What to say below the error, in lines; nothing where the JVM's message says it all.
  static List<String> of(OutOfMemoryError error) {
    String message = String.valueOf(error.getMessage());
    if (message.equals("Requested array size exceeds VM limit")) {
      return List.of("An array has at most 2,147,483,645 elements: use several.");
    }
    if (message.startsWith("unable to create native thread")) {
      return List.of(
          "This process may have no more threads: end some, or use `Thread.ofVirtual()`.");
    }
    if (message.startsWith("Cannot reserve")) {
      return List.of(larger("memory outside the heap", "-XX:MaxDirectMemorySize="));
    }
    return message.equals("Java heap space") || message.startsWith("GC overhead")
        ? ofHeap(Runtime.getRuntime())
        : List.of();
  }

  private static List<String> ofHeap(Runtime jvm) {
    long used = jvm.totalMemory() - jvm.freeMemory();
    String size =
        "The kernel's heap holds %,d MB at most, and %,d MB are in use."
            .formatted(jvm.maxMemory() / MEGABYTE, used / MEGABYTE);
    String held =
        "`%who` lists the variables that hold them: set those to null that nobody needs any more.";
    return List.of(size, held, larger("a larger heap", "-Xmx"));
  }

  /// @param option of the JVM, with a size behind it
  private static String larger(String what, String option) {
    long gigabytes = Math.ceilDiv(2 * Runtime.getRuntime().maxMemory(), GIGABYTE);
    return """
    For %s start Jupyter with `MUSTER_JVM_OPTS=%s%dg` in its environment, or install the kernel \
    with `./muster install --jvm-opt=%2$s%3$dg`; then restart the kernel.\
    """
        .formatted(what, option, gigabytes);
  }
}
