package org.muster.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A program without system properties")
@Timeout(120)
class WithoutPropertiesTest {

  static final class Program {

    public static void main(String[] arguments) {
      try (Pool first = Pool.of(1)) {
        System.setProperties(new Properties());
        try (Pool second = Pool.of(1);
            SharedLong sum = SharedLong.of(0)) {
          second.forEach(
              i -> {
                Thread.sleep(100); // so long that its progress would be shown
                sum.addAndGet(i);
              },
              Items.range(10));
          System.out.print("%d %d".formatted(first.apply(() -> 7), sum.get()));
        }
      }
    }
  }

  @Test
  void starts_workers_that_share_its_memory() throws Exception {
    assertEquals("7 45", OtherProgram.run(List.of(), 100, Program.class));
  }
}
