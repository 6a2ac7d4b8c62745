package org.muster.parallel.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.Constructor;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import zmq.Command;
import zmq.Ctx;
import zmq.Mailbox;
import zmq.ZError;
import zmq.ZObject;

@DisplayName("Of the complaints of ZeroMQ's own threads")
class IoErrorsTest {

  private final List<Throwable> told = new ArrayList<>();

  /// The kernel whose port was taken printed JeroMQ's stack before its one line, once in 50,000.
  @Test
  void a_socket_that_is_gone_before_it_is_woken_up_was_told_with_a_stack() throws Exception {
    var context = new Ctx();
    var socket = new Mailbox(context, "closing", 7);
    socket.close();
    hears(assertThrows(ZError.IOException.class, () -> socket.send(command())));
    context.terminate();
    assertEquals(List.of(), told);
  }

  @Test
  void all_others_are_told() {
    var other = new ZError.IOException(new ClosedChannelException());
    hears(other);
    hears(new IllegalStateException("no more"));
    assertEquals(
        List.of(other.toString(), "java.lang.IllegalStateException: no more"),
        told.stream().map(Throwable::toString).toList());
  }

  /// ZeroMQ alone makes them.
  private static Command command() throws ReflectiveOperationException {
    Constructor<Command> command =
        Command.class.getDeclaredConstructor(ZObject.class, Command.Type.class);
    command.setAccessible(true);
    return command.newInstance(null, Command.Type.STOP);
  }

  private void hears(Throwable error) {
    var thread = Thread.ofPlatform().unstarted(() -> {});
    thread.setUncaughtExceptionHandler((_, e) -> told.add(e));
    new IoErrors().uncaughtException(thread, error);
  }
}
