import java.io.Serializable;
import java.util.*;
import java.util.function.*;
import java.util.stream.*;
import org.muster.parallel.Task;

public class Functions {

  interface Fn<A, B> extends Function<A, B>, Serializable {}

  interface Marked {}

  static int square(int x) {
    return x * x;
  }

  static boolean even(int n) {
    return n == 0 || odd(n - 1);
  }

  static boolean odd(int n) {
    return n != 0 && even(n - 1);
  }

  static <T extends Comparable<T>> T larger(T a, T b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  static String join(Object... parts) {
    return parts.length + Arrays.toString(parts);
  }

  static Task<Integer, Integer> plus(int n) {
    return x -> x + n;
  }

  static Fn<Integer, Integer> adder(int n) {
    return x -> x + n;
  }

  record Point(int x, int y) implements Serializable {
    static Point of(int n) {
      return new Point(n, n);
    }

    Point mirrored() {
      return new Point(y, x);
    }
  }

  static class Base implements Serializable {
    String say(int n) {
      return "base " + n;
    }
  }

  static class Derived extends Base {
    int factor = 3;

    @Override
    String say(int n) {
      return "derived " + n;
    }

    Task<Integer, String> ofSuper() {
      return super::say;
    }

    private int times(int x) {
      return x * factor;
    }

    Task<Integer, Integer> bound() {
      return this::times;
    }

    Task<Integer, Integer> capturing() {
      return x -> x + factor;
    }

    class Inner implements Task<Integer, Integer> {
      @Override
      public Integer apply(Integer x) {
        return x * factor;
      }
    }
  }

  static class Nested implements Task<Integer, Integer> {
    @Override
    public Integer apply(Integer x) {
      return -x;
    }
  }

  public static void main(String[] args) {
    long pid = ProcessHandle.current().pid();
    try (var checks = new Checks()) {
      int six = 6;
      long big = 1L << 40;
      double half = 0.5;
      char c = 'c';
      String text = "t";
      int[] array = {1, 2, 3};
      List<String> list = new ArrayList<>(List.of("a", "b"));
      checks.gives("runs elsewhere", "true", () -> checks.pool.apply(() -> ProcessHandle.current().pid()) != pid);
      checks.same("a lambda without captures", "[2, 3]", x -> x + 1, 1, 2);
      checks.same("a lambda with one capture", "[42]", x -> x * six, 7);
      checks.same("a lambda with many captures", "[6 1099511627776 0.5 c t 2 [a, b]]", x -> six + " " + big + " " + half + " " + c + " " + text + " " + array[x] + " " + list, 1);
      checks.same("a lambda from a method", "[11]", plus(10), 1);
      checks.same("a nested lambda", "[42]", x -> { Function<Integer, Supplier<Integer>> f = a -> () -> a * x; return f.apply(6).get(); }, 7);
      checks.same("a lambda in a lambda in the worker", "[[0, 5]]", n -> { List<Supplier<Integer>> l = new ArrayList<>(); for (int i = 0; i < 2; i++) { int k = i; l.add(() -> k * n); } return l.stream().map(Supplier::get).toList(); }, 5);
      checks.same("a static method reference", "[1f]", Integer::toHexString, 31);
      checks.same("a method reference of the program", "[9]", Functions::square, 3);
      checks.same("an unbound method reference", "[AB]", String::toUpperCase, "ab");
      checks.same("an unbound method reference of the program", "[Point[x=2, y=1]]", Point::mirrored, new Point(1, 2));
      checks.same("a bound method reference", "[ef]", "abcdef"::substring, 4);
      checks.same("a bound private method reference", "[12]", new Derived().bound(), 4);
      checks.same("a constructor reference", "[1.50]", java.math.BigDecimal::new, "1.50");
      checks.same("a factory reference", "[Point[x=4, y=4]]", Point::of, 4);
      checks.same("an array constructor reference", "[[0, 0]]", int[]::new, 2);
      checks.same("a varargs reference", "[1[a]]", Functions::join, "a");
      checks.same("a reference to super", "[base 3]", new Derived().ofSuper(), 3);
      checks.same("a lambda that captures this", "[8]", new Derived().capturing(), 5);
      checks.same("a lambda in a serializable function variable", "[9]", x -> adder(4).apply(x), 5);
      Fn<Integer, Integer> captured = adder(10);
      checks.same("a captured serializable function", "[15]", x -> captured.apply(x), 5);
      checks.same("functions of the JDK made inside", "[16]", x -> { Function<Integer, Integer> inc = y -> y + 1; return inc.andThen(y -> y * 2).compose(inc).andThen(Function.identity()).apply(x); }, 6);
      checks.same("predicates composed inside", "[true, false]", x -> ((Predicate<Integer>) y -> y > 2).negate().or(y -> y == 7).test(x), 7, 5);
      checks.same("comparators composed inside", "[[bb, cc, a]]", l -> l.stream().sorted(Comparator.comparing(String::length).reversed().thenComparing(Comparator.naturalOrder())).toList(), List.of("a", "cc", "bb"));
      Comparator<String> byLength = Comparator.comparing((Function<String, Integer> & Serializable) String::length);
      checks.same("a captured comparator of the JDK", "[[a, bb]]", l -> l.stream().sorted(byLength).toList(), List.of("bb", "a"));
      var queue = new PriorityQueue<String>(byLength.reversed());
      queue.addAll(List.of("a", "ccc", "bb"));
      checks.same("a captured queue ordered by one", "[ccc]", x -> queue.peek(), 0);
      Supplier<Integer> marked = (Supplier<Integer> & Serializable & Marked) () -> six;
      checks.same("a cast to marker interfaces", "[6 true]", x -> marked.get() + " " + (marked instanceof Marked), 0);
      checks.same("an anonymous class", "[7]", new Task<Integer, Integer>() { @Override public Integer apply(Integer x) { return x + 6; } }, 1);
      record Local(int k) implements Task<Integer, Integer> { @Override public Integer apply(Integer x) { return x * k; } }
      checks.same("a local class", "[33]", new Local(11), 3);
      checks.same("a nested class", "[-3]", new Nested(), 3);
      checks.same("an inner class", "[9]", new Derived().new Inner(), 3);
      checks.same("mutual recursion", "[true, false]", x -> even(x), 10, 7);
      checks.same("a generic method with bounds", "[7]", x -> larger(x, 3), 7);
      checks.same("a switch over types", "[int 3, text]", x -> switch (x) { case Integer i when i > 2 -> "int " + i; case String s -> "text"; default -> "?"; }, (Object) 3, "s");
      checks.same("a record pattern", "[3]", x -> x instanceof Point(int a, var b) ? a + b : -1, (Object) new Point(1, 2));
      checks.same("a string switch with yield", "[4, -1]", s -> switch (s) { case "two" -> { int n = 2; yield n * n; } default -> -1; }, "two", "x");
      checks.same("an enum switch", "[end]", d -> switch (d) { case SUNDAY -> "end"; default -> "work"; }, java.time.DayOfWeek.SUNDAY);
      checks.same("streams and collectors", "[{1=[b], 2=[aa]}]", l -> l.stream().collect(Collectors.groupingBy(String::length, TreeMap::new, Collectors.toList())), List.of("b", "aa"));
      checks.same("a parallel stream", "[5050]", n -> IntStream.rangeClosed(1, n).parallel().sum(), 100);
      checks.same("virtual threads", "[49]", x -> { var r = new int[1]; Thread.ofVirtual().start(() -> r[0] = x * x).join(); return r[0]; }, 7);
      checks.same("a text block and concatenation", "[a \"b\" 3 null 2.0]", x -> "a \"b\"\n" + x + ' ' + null + " " + 2.0, 3);
      checks.same("two functions as one", "[14]", new Task<Integer, Integer>() { final Task<Integer, Integer> inner = y -> y + 1; @Override public Integer apply(Integer x) throws Exception { return 2 * inner.apply(x); } }, 6);
      checks.gives("a lambda returned from a worker", "42", () -> { Fn<Integer, Integer> f = checks.pool.apply(() -> x -> x * 6); return f.apply(7); });
      checks.gives("a curried function", "[11, 21]", () -> checks.pool.<Integer, Fn<Integer, Integer>>map(n -> x -> n + x, List.of(10, 20)).stream().map(f -> f.apply(1)).toList());
      checks.gives("a lambda returned and sent on", "[15, 105]", () -> { List<Fn<Integer, Integer>> made = checks.pool.map(n -> x -> x * n, List.of(3, 21)); return checks.pool.map(f -> f.apply(5), made); });
      checks.gives("a task of two arguments", "[11, 22]", () -> checks.pool.starmap((a, b) -> a + b, List.of(1, 2), List.of(10, 20)));
    }
  }
}
