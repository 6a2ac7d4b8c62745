import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.muster.parallel.Pool;
import org.muster.parallel.Task;

/** Runs functions in the two workers of a pool and here, and prints what came of each. */
final class Checks implements AutoCloseable {

  final Pool pool = Pool.of(2);

  /** Applies the task to the items on both sides. */
  @SafeVarargs
  final <T, R> void same(String name, String expected, Task<T, R> task, T... items) {
    String there = text(() -> pool.map(task, Arrays.asList(items)));
    String here =
        text(() -> {
          List<R> results = new ArrayList<>();
          for (T item : items) {
            results.add(task.apply(item));
          }
          return results;
        });
    print(name, expected, there, here);
  }

  /** Anything else that uses the pool. */
  void gives(String name, String expected, Callable<Object> code) {
    print(name, expected, text(code), expected);
  }

  private static void print(String... columns) {
    System.out.println(
        "check\t" + String.join("\t", Arrays.stream(columns).map(c -> c.replaceAll("\\s+", " ")).toList()));
  }

  private static String text(Callable<?> code) {
    try {
      Object value = code.call();
      return value instanceof List<?> list ? Arrays.deepToString(list.toArray()) : String.valueOf(value);
    } catch (Throwable e) {
      return e.getClass().getSimpleName() + ": " + e.getMessage();
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
