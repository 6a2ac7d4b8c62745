package org.muster.parallel.pool;

import java.util.List;
import org.muster.parallel.spi.CellClass;
import org.muster.parallel.wire.Payload;

/// Items `[from, from + count)` of a job, encoded.
///
/// @param id unique in the pool
/// @param classes the notebook classes of the items themselves
/// @param blobs arrays that the items only name
record Chunk(
    long id, long from, int count, List<CellClass> classes, List<Blob> blobs, Payload items) {}
