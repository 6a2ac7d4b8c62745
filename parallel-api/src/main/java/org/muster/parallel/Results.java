package org.muster.parallel;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.stream.Stream;

/// The results of an [imap][Pool#imap], as they become available.
///
/// ```java
/// try (var primes = pool.imap(n -> isPrime(n), numbers)) {
///   for (boolean prime : primes) { if (prime) break; }
/// }
/// ```
///
/// **Lifecycle.** [#close] cancels what has not been computed; leaving a `try` block early does
/// that. After the last result nothing is left to close.
///
/// **Threads.** To be used by one thread at a time.
@SuppressWarnings("IterableAndIterator") // for (y : results) and results.next(), as in Python
public interface Results<R> extends Iterable<R>, Iterator<R>, AutoCloseable {

  /// Waits until the next result is there or it is certain that there is none.
  ///
  /// @throws TaskFailedException if the next item's task failed; the results after it are cancelled
  /// @throws WorkerLostException if the worker that had the next item died
  /// @throws java.util.concurrent.CancellationException if the calling thread is interrupted, or
  ///   the results were closed
  @Override
  boolean hasNext();

  /// The next result.
  ///
  /// @throws NoSuchElementException if there is none
  /// @throws TaskFailedException as in [#hasNext]
  @Override
  R next();

  /// This: a result can be had only once.
  @Override
  default Iterator<R> iterator() {
    return this;
  }

  /// The results as a sequential stream; closing it closes this.
  Stream<R> stream();

  /// Cancels what has not been computed and gives the workers back. Calling it again does nothing.
  @Override
  void close();
}
