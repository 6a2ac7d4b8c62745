package org.muster.kernel.eval;

/// What is done to the class files of cells before anything loads them.
final class CellClasses {

  private CellClasses() {}

  /// The class as the kernel and its workers load it: lambdas and types can be serialized.
  static byte[] fitToTravel(byte[] classFile) {
    return classFile;
  }
}
