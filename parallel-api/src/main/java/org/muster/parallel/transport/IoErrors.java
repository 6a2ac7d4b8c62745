package org.muster.parallel.transport;

import java.lang.Thread.UncaughtExceptionHandler;
import java.nio.channels.ClosedChannelException;
import zmq.ZError;

/// What ZeroMQ's own threads complain of, and go on after. JeroMQ would print each with its stack.
///
/// One of them is none: a command is put into a socket's queue before the socket is woken up for
/// it. A socket that is being closed and looks on its own in between is gone when it would be woken
/// up, with the command carried out (about one of 50,000 closed sockets on a busy machine).
final class IoErrors implements UncaughtExceptionHandler {

  @Override
  public void uncaughtException(Thread thread, Throwable error) {
    if (!wakesUpTheClosed(error)) {
      thread.getUncaughtExceptionHandler().uncaughtException(thread, error);
    }
  }

  private static boolean wakesUpTheClosed(Throwable error) {
    StackTraceElement[] stack = error.getStackTrace();
    return error instanceof ZError.IOException
        && error.getCause() instanceof ClosedChannelException
        && stack.length > 0
        && stack[0].getClassName().equals("zmq.Signaler")
        && stack[0].getMethodName().equals("send");
  }
}
