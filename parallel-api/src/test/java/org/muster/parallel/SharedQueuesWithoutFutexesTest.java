package org.muster.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Where the system has no futexes, queues, pipes and managers")
@Timeout(300)
class SharedQueuesWithoutFutexesTest {

  private static final String WITHOUT = "-Dmuster.memory.files=true";

  @Test
  void work_as_elsewhere() throws Exception {
    assertEquals(
        """
        taken 499500
        joined true
        piped 100
        large 3000000
        ended true
        list 20
        counts {even=10, odd=10}
        """,
        OtherProgram.run(List.of(WITHOUT), 200, Program.class));
  }

  static final class Program {
    private Program() {}

    public static void main(String[] args) throws Exception {
      try (var pool = Pool.open(c -> c.withWorkers(2).withJvmOption(WITHOUT))) {
        queue(pool);
        pipe(pool);
        manager(pool);
      }
    }

    private static void queue(Pool pool) throws InterruptedException {
      try (SharedQueue<Integer> queue = SharedQueue.create(10)) {
        var sum =
            pool.applyAsync(() -> {
              int taken = 0;
              for (int i = 0; i < 1_000; i++) {
                taken += queue.take();
                queue.taskDone();
              }
              return taken;
            });
        for (int i = 0; i < 1_000; i++) {
          queue.put(i);
        }
        System.out.println("taken " + sum.join());
        System.out.println("joined " + queue.join(Duration.ofSeconds(60)));
      }
    }

    private static void pipe(Pool pool) throws Exception {
      try (Pipe<Object> pipe = Pipe.open()) {
        PipeEnd<Object> other = pipe.second();
        var echo =
            pool.applyAsync(() -> {
              for (int i = 0; i <= 100; i++) {
                other.send(other.receive());
              }
              other.close();
              return 0;
            });
        int right = 0;
        for (int i = 0; i < 100; i++) {
          pipe.first().send(i);
          right += pipe.first().receive().equals(i) ? 1 : 0;
        }
        System.out.println("piped " + right);
        pipe.first().send(new byte[3_000_000]);
        System.out.println("large " + ((byte[]) pipe.first().receive()).length);
        echo.get(60, TimeUnit.SECONDS);
        boolean ended = false;
        try {
          pipe.first().receive();
        } catch (EndOfStreamException e) {
          ended = true;
        }
        System.out.println("ended " + ended);
      }
    }

    private static void manager(Pool pool) {
      try (var manager = Manager.open()) {
        SharedList<Integer> list = manager.list();
        SharedMap<String, Integer> counts = manager.map();
        counts.put("even", 0);
        counts.put("odd", 0);
        pool.forEach(
            i -> {
              list.add(i);
              int _ = counts.merge(i % 2 == 0 ? "even" : "odd", 1, Program::plus);
            },
            Items.range(20));
        System.out.println("list " + list.size());
        System.out.println("counts " + counts);
      }
    }

    private static int plus(int a, int b) {
      return a + b;
    }
  }
}
