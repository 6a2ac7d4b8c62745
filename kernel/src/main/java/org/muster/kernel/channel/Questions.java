package org.muster.kernel.channel;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.muster.kernel.message.Json;
import org.muster.kernel.message.Message;

/// What the kernel asks front ends on the stdin channel, one question at a time.
///
/// Only the front end that was asked can answer, and only the question that is open: several are
/// connected, and an answer to a question that was interrupted may come late.
///
/// **Threads.** May be used from any thread; those that ask wait for each other.
final class Questions {

  /// Sends a question; completes it exceptionally if there is nobody at the other end.
  interface Sender {
    void send(Message question, CompletableFuture<String> answer);
  }

  private record Open(Message asked, Message request, CompletableFuture<String> answer) {

    /// Front ends name the question as the parent of their answer, or the request that led to it,
    /// or nothing at all.
    boolean isAnsweredBy(Message reply) {
      String parent = reply.parentId();
      return sameIdentities(asked.identities(), reply.identities())
          && (parent.isEmpty() || reply.answers(asked) || reply.answers(request));
    }
  }

  private final ReentrantLock oneAtATime = new ReentrantLock();
  private final Sender sender;
  private volatile @Nullable Open open;

  Questions(Sender sender) {
    this.sender = sender;
  }

  /// Asks and waits for the answer.
  ///
  /// @param request whose sender is asked
  /// @throws IOException if that front end is not there
  String ask(Message request, Message question) throws IOException, InterruptedException {
    oneAtATime.lockInterruptibly();
    try {
      var answer = new CompletableFuture<String>();
      open = new Open(question, request, answer);
      sender.send(question, answer);
      return answer.get();
    } catch (ExecutionException e) {
      throw new IOException(requireNonNull(e.getCause()).getMessage(), e.getCause());
    } finally {
      open = null;
      oneAtATime.unlock();
    }
  }

  /// What has arrived on the channel.
  void received(Message message) {
    Open question = open;
    if (!message.type().equals("input_reply")) {
      ProtocolLog.note("ignored a %s on stdin".formatted(message.type()));
    } else if (question == null || !question.isAnsweredBy(message)) {
      ProtocolLog.note("ignored an answer to a question that is not open");
    } else {
      question.answer.complete(Json.string(message.content(), "value", ""));
    }
  }

  private static boolean sameIdentities(List<byte[]> one, List<byte[]> other) {
    return one.size() == other.size()
        && IntStream.range(0, one.size()).allMatch(i -> Arrays.equals(one.get(i), other.get(i)));
  }
}
