package org.muster.parallel.wire;

import java.util.UUID;

/// Where another process of the same machine finds shared memory.
///
/// @param id of the memory
/// @param pid of the process that has it open
/// @param descriptor of the file there
public record MemoryFile(UUID id, long pid, int descriptor, long bytes) {}
