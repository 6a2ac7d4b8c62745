package org.muster.parallel.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A shared segment")
@Timeout(60)
class SharedSegmentTest {

  @Test
  void is_the_same_memory_for_everyone_who_attaches_to_it() throws Exception {
    try (var made = SharedSegment.create(1 << 20);
        var attached = SharedSegment.attach(made.handle())) {
      made.memory().set(ValueLayout.JAVA_LONG, 4096, 42);
      assertEquals(42, attached.memory().get(ValueLayout.JAVA_LONG, 4096));
      assertEquals(1 << 20, attached.memory().byteSize());
    }
  }

  @Test
  void outlives_its_maker_for_those_who_have_it() throws Exception {
    var made = SharedSegment.create(4096);
    try (var attached = SharedSegment.attach(made.handle())) {
      made.memory().set(ValueLayout.JAVA_INT, 0, 7);
      made.close();
      made.close();
      assertThrows(IllegalStateException.class, () -> made.memory().get(ValueLayout.JAVA_INT, 0));
      assertEquals(7, attached.memory().get(ValueLayout.JAVA_INT, 0));
      try (var third = SharedSegment.attach(attached.handle())) {
        assertEquals(7, third.memory().get(ValueLayout.JAVA_INT, 0));
      }
    }
  }

  @Test
  void is_reached_by_another_process() throws Exception {
    try (var made = SharedSegment.create(4096)) {
      var handle = made.handle();
      var command =
          List.of(
              ProcessHandle.current().info().command().orElseThrow(),
              "--enable-native-access=ALL-UNNAMED",
              "-cp",
              System.getProperty("java.class.path"),
              Answering.class.getName(),
              handle.id().toString(),
              Long.toString(handle.pid()),
              Integer.toString(handle.descriptor()));
      Process other = new ProcessBuilder(command).inheritIO().start();
      try {
        made.memory().set(ValueLayout.JAVA_INT, 0, 1);
        while (made.memory().get(ValueLayout.JAVA_INT, 64) == 0 && other.isAlive()) {
          Futex.await(made.memory(), 64, 0, TimeUnit.SECONDS.toNanos(1));
        }
        assertEquals(2, made.memory().get(ValueLayout.JAVA_INT, 64));
        assertEquals(0, other.waitFor());
      } finally {
        other.destroyForcibly();
      }
    }
  }

  /// Adds one to the first word and says so.
  static final class Answering {
    private Answering() {}

    public static void main(String[] args) throws IOException {
      var handle =
          new SharedSegment.Handle(
              UUID.fromString(args[0]), Long.parseLong(args[1]), Integer.parseInt(args[2]), 4096);
      try (var segment = SharedSegment.attach(handle)) {
        int found = segment.memory().get(ValueLayout.JAVA_INT, 0);
        segment.memory().set(ValueLayout.JAVA_INT, 64, found + 1);
        Futex.wake(segment.memory(), 64, Integer.MAX_VALUE);
      }
    }
  }

  @Test
  void is_not_confused_with_a_later_one_that_got_its_descriptor() throws Exception {
    var first = SharedSegment.create(4096);
    var handle = first.handle();
    first.close();
    try (var _ = SharedSegment.create(4096)) {
      var e = assertThrows(IOException.class, () -> SharedSegment.attach(handle));
      assertTrue(
          e.getMessage().contains("has closed it") || e.getMessage().contains("there is none"),
          e.getMessage());
    }
  }

  @Test
  void has_no_name_that_could_stay() throws Exception {
    try (var made = SharedSegment.create(4096);
        var files = Files.list(Path.of("/dev/shm"))) {
      String id = made.handle().id().toString();
      assertFalse(files.anyMatch(file -> file.toString().contains(id)));
    }
  }

  @Test
  void wakes_who_waits_for_one_of_its_words() throws Exception {
    try (var made = SharedSegment.create(4096)) {
      var woken =
          CompletableFuture.runAsync(() -> {
            while (made.memory().get(ValueLayout.JAVA_INT, 0) == 0) {
              Futex.await(made.memory(), 0, 0, TimeUnit.SECONDS.toNanos(30));
            }
          });
      made.memory().set(ValueLayout.JAVA_INT, 0, 1);
      Futex.wake(made.memory(), 0, 1);
      woken.get(30, TimeUnit.SECONDS);
    }
  }
}
