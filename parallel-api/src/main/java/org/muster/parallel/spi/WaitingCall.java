package org.muster.parallel.spi;

/// A job of one chunk with one item, for which there was no place yet.
public interface WaitingCall {

  BackendJob job();

  Chunk chunk();

  ChunkSink sink();

  /// Whether anybody still waits for it.
  boolean isWanted();
}
