package org.muster.kernel.parallel;

/// What pools show under one run of a cell; shared by all pools that work for it.
///
/// @param lines what workers print
/// @param progress how far long calls are
record RunOutput(MarkedLines lines, ProgressBars progress) {}
