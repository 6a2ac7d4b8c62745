package org.muster.parallel.spi;

import java.io.Serializable;

/// What travels of a picture that a task displays, which itself cannot.
///
/// @param png the file; not to be changed
public record Picture(byte[] png) implements Serializable {}
