package org.muster.parallel.spi;

/// Items `[from, from + count)` of a job, ready to be moved.
///
/// @param id unique in the pool
/// @param items made by the job's own [PreparedTask]
public record Chunk(long id, long from, int count, Cargo items) {}
