package org.muster.parallel.wire;

/// A version of a notebook class: the name alone says nothing, because cells are run again.
public record ClassRef(String name, String sha256) {}
