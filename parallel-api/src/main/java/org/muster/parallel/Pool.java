package org.muster.parallel;

/// Stub.
public interface Pool {}
