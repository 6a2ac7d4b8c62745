package org.muster.benchmarks;

import java.io.IOException;
import java.util.Map;

/// One of those who are compared: Muster, or something that does the same work.
public interface Peer {

  /// What the report calls it.
  String name();

  /// Whether it runs this race.
  boolean takesPart(Race race);

  /// Starts a process of this peer.
  ///
  /// @throws IOException if that is impossible
  Session open() throws IOException;

  /// What a process must have done before it is measured.
  enum Lifetime {
    /// Nothing: each measurement has a new process.
    FRESH,
    /// The same work, until it is as fast as it gets.
    WARMED
  }

  /// A running process of a peer. Used by one thread.
  interface Session extends AutoCloseable {

    /// Runs a race once.
    ///
    /// @return what the peer measured, by key
    /// @throws BenchmarkException if the answer is wrong or none comes
    Map<String, Long> run(Race race);

    /// Ends the process, and whatever it started.
    @Override
    void close();
  }
}
