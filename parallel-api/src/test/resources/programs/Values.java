import java.io.*;
import java.net.Socket;
import java.nio.file.Path;
import java.time.*;
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.*;
import org.muster.parallel.*;

public class Values {

  record Flight(String to, int[] seats) implements Serializable {}

  record Small(int n) implements Serializable {
    Small {
      if (n > 9) throw new IllegalArgumentException("too big");
    }
  }

  sealed interface Shape extends Serializable {
    record Circle(double r) implements Shape {}

    record Square(double a) implements Shape {}

    default double area() {
      return switch (this) {
        case Circle(var r) -> 3 * r * r;
        case Square(var a) -> a * a;
      };
    }
  }

  enum Op {
    PLUS {
      @Override int on(int a, int b) { return a + b; }
    },
    TIMES {
      @Override int on(int a, int b) { return a * b; }
    };

    abstract int on(int a, int b);
  }

  static class Ring implements Serializable {
    Ring next;
    private int hidden = 4;

    int hidden() {
      return hidden;
    }
  }

  static class Box<T extends Comparable<T>> implements Serializable, Comparable<Box<T>> {
    final T value;

    Box(T value) {
      this.value = value;
    }

    @Override public int compareTo(Box<T> o) { return value.compareTo(o.value); }

    @Override public boolean equals(Object o) { return o instanceof Box<?> b && b.value.equals(value); }

    @Override public int hashCode() { return value.hashCode(); }

    @Override public String toString() { return "Box " + value; }
  }

  static class Broken extends Exception {
    final int code;

    Broken(int code) {
      super("broken");
      this.code = code;
    }
  }

  static final int CONSTANT = 9;

  static Ring chain(int n) {
    Ring r = null;
    for (int i = 0; i < n; i++) {
      Ring m = new Ring();
      m.next = r;
      r = m;
    }
    return r;
  }

  static int length(Ring r) {
    int n = 0;
    for (; r != null; r = r.next) n++;
    return n;
  }

  record Opaque(Object held) implements Serializable {}

  public static void main(String[] args) throws Exception {
    try (var checks = new Checks()) {
      checks.same("a record", "[Ulm 3]", f -> f.to() + " " + f.seats().length, new Flight("Ulm", new int[3]));
      checks.same("a record that checks itself", "[3]", x -> new Small(x).n(), 3);
      checks.same("a sealed hierarchy", "[12.0, 16.0]", Shape::area, new Shape.Circle(2), new Shape.Square(4));
      checks.same("an enum with bodies", "[5 6]", o -> Op.PLUS.on(2, 3) + " " + o.on(2, 3), Op.TIMES);
      checks.same("enum sets and maps", "[[PLUS] {TIMES=1}]", o -> EnumSet.complementOf(EnumSet.of(o)) + " " + new EnumMap<>(Map.of(o, 1)), Op.TIMES);
      checks.same("private members", "[4]", Ring::hidden, new Ring());
      checks.same("a generic class in sorted sets and as a key", "[[Box 1, Box 2] true]", b -> new TreeSet<>(List.of(b, new Box<>(1))) + " " + Set.of(b).contains(new Box<>(2)), new Box<>(2));
      checks.same("a constant of the program", "[10]", x -> x + CONSTANT, 1);
      checks.gives("an exception with its fields", "broken 7", () -> { try { checks.pool.map(x -> { throw new Broken(x); }, List.of(7)); return "none"; } catch (TaskFailedException e) { var b = (Broken) e.getCause(); return b.getMessage() + " " + b.code; } });
      checks.same("primitives of every type", "[true 1 2 c 4 5 6.0 7.0]", x -> true + " " + (byte) 1 + " " + (short) 2 + " " + 'c' + " " + x + " " + 5L + " " + 6f + " " + 7d, 4);
      checks.same("boxed values and null", "[true, 1, 2, c, 4, 5, 6.0, 7.0, null]", x -> x, true, (byte) 1, (short) 2, 'c', 4, 5L, 6f, 7d, null);
      checks.same("arrays of all primitives", "[[true], [1], [2], [c], [4], [5], [6.0], [7.0]]", x -> x, (Object) new boolean[] {true}, new byte[] {1}, new short[] {2}, new char[] {'c'}, new int[] {4}, new long[] {5}, new float[] {6}, new double[] {7});
      checks.same("arrays of arrays and objects", "[[[1], [2, 3]], [a, null]]", x -> x, (Object) new int[][] {{1}, {2, 3}}, new String[] {"a", null});
      checks.same("collections", "[[1], {a=1}, [2], [3]]", x -> x, (Object) new ArrayList<>(List.of(1)), new TreeMap<>(Map.of("a", 1)), Set.of(2), new ArrayDeque<>(List.of(3)));
      checks.same("views", "[[2], [k], [k=1], [3, 2, 1]]", x -> x, (Object) List.of(1, 2).subList(1, 2), new HashMap<>(Map.of("k", 1)).keySet(), new HashMap<>(Map.of("k", 1)).entrySet(), new LinkedList<>(List.of(1, 2, 3)).reversed());
      checks.same("optionals and paths", "[Optional[1], OptionalInt[2], a/b]", x -> x, (Object) Optional.of(1), OptionalInt.of(2), Path.of("a/b"));
      checks.same("dates, numbers, texts", "[2026-01-02, PT1M, 1.50, sb, {1}]", x -> x, (Object) LocalDate.of(2026, 1, 2), Duration.ofMinutes(1), new java.math.BigDecimal("1.50"), new StringBuilder("sb"), BitSet.valueOf(new long[] {2}));
      checks.same("a deep list as an item", "[100000]", r -> length(r), chain(100_000));
      checks.gives("a deep list as a result", "100000", () -> length(checks.pool.apply(() -> chain(100_000))));
      checks.gives("a cycle", "true", () -> { Ring r = checks.pool.apply(() -> { var a = new Ring(); a.next = new Ring(); a.next.next = a; return a; }); return r.next.next == r; });
      checks.gives("one object twice", "true", () -> { List<Object> two = checks.pool.apply(() -> { var o = new Ring(); return List.<Object>of(o, o); }); return two.get(0) == two.get(1); });
      checks.gives("a random generator with its state", "true", () -> { var random = new Random(42); int there = checks.pool.apply(() -> random.nextInt()); return there == random.nextInt(); });
      WorkerLocal<Long> pid = WorkerLocal.withInitial(() -> ProcessHandle.current().pid());
      checks.gives("a value of each worker", "true", () -> checks.pool.map(_ -> pid.get() == ProcessHandle.current().pid(), List.of(1, 2, 3)).stream().allMatch(x -> x));
      var stream = new ByteArrayInputStream(new byte[0]);
      refused(checks, "an open stream", "Open it inside the task", () -> checks.pool.apply(() -> stream.read()));
      var socket = new Socket();
      refused(checks, "a socket", "java.net.Socket", () -> checks.pool.apply(() -> socket.isBound()));
      var thread = new Thread();
      refused(checks, "a thread", "start it inside the task", () -> checks.pool.apply(() -> thread.isAlive()));
      var lock = new ReentrantLock();
      refused(checks, "a lock", "SharedLock", () -> checks.pool.apply(() -> lock.isLocked()));
      var executor = Executors.newVirtualThreadPerTaskExecutor();
      refused(checks, "an executor", "inside the task", () -> checks.pool.apply(() -> executor.isShutdown()));
      executor.close();
      var numbers = IntStream.range(0, 3);
      refused(checks, "a stream of the JDK", "collect it first", () -> checks.pool.apply(() -> numbers.sum()));
      var iterator = new ArrayList<>(List.of(1)).iterator();
      refused(checks, "an iterator", "begin inside the task", () -> checks.pool.apply(() -> iterator.next()));
      java.util.function.Supplier<Integer> plain = () -> 1;
      refused(checks, "a function that is not serializable", "give it the type `Task`, or cast it: `(Supplier & Serializable)`", () -> checks.pool.apply(() -> plain.get()));
      var held = new Opaque(List.of(1, thread));
      refused(checks, "something deep in a value", "held", () -> checks.pool.apply(() -> held.hashCode()));
      refused(checks, "an item", "java.lang.Thread", () -> checks.pool.map(x -> x.hashCode(), List.of(1, thread)));
      var connection = (java.sql.Connection) java.lang.reflect.Proxy.newProxyInstance(Values.class.getClassLoader(), new Class<?>[] {java.sql.Connection.class}, (java.lang.reflect.InvocationHandler & Serializable) (p, m, a) -> null);
      refused(checks, "a database connection", "WorkerLocal.withInitial", () -> checks.pool.apply(() -> connection.isClosed()));
      refused(checks, "a result", "A thread stays in its JVM", () -> checks.pool.map(x -> x == 2 ? new Thread() : x, List.of(1, 2)));
    }
  }

  private static void refused(Checks checks, String name, String part, Callable<Object> code) {
    checks.gives(name + " is refused", "yes, and the pool goes on", () -> {
      try {
        return "no: " + code.call();
      } catch (TaskNotSerializableException | TaskFailedException e) {
        String message = e.getMessage() + " " + e.getCause();
        return message.contains(part) && checks.pool.apply(() -> 1) == 1 ? "yes, and the pool goes on" : message;
      }
    });
  }
}
