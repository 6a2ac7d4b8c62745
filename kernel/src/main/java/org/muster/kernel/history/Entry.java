package org.muster.kernel.history;

import org.jspecify.annotations.Nullable;

/// One cell that was run.
///
/// @param session the number of the kernel that ran it
/// @param line its execution count
/// @param value its value as plain text; null if it had none, or if it is of an earlier session
record Entry(int session, int line, String code, @Nullable String value) {}
