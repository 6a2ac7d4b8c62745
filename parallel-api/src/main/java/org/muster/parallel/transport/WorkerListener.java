package org.muster.parallel.transport;

import org.muster.parallel.wire.Message;

/// Hears of the workers that connect to a [WorkerHub]; always on the loop's thread.
public interface WorkerListener {

  /// The worker has shown its token and got the pool's.
  void greeted(long pid);

  /// The worker says something; never a [Message.Hello].
  void received(Message.Reply reply);

  /// The worker sent something that is no message, or not the next one. What it said before holds;
  /// it cannot be listened to any more.
  void garbled(String why);
}
