package org.muster.parallel.wire;

/// A notebook class on its way to a worker.
///
/// @param cell the execution count of the cell that declared it
public record ClassBytes(ClassRef ref, int cell, byte[] bytes) {}
